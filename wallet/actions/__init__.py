"""One function per intent.  They know no terminal: values in, values out."""
