"""What actions hand to ``show``: plain tuples, free of any terminal.

One module for each thing that commands are about, so that each loads no more
than it says.
"""
