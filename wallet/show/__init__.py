"""Results as text: one function for each kind of result, none for a command."""
