"""Style sheets and scripts of the pages that are written."""
