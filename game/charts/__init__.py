"""Charts as pictures, drawn by matplotlib in the app's fonts and colours: facts in, pixels out."""
