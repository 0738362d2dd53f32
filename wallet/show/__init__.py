"""Results as text: one function for each kind of result, whichever command gives it."""
