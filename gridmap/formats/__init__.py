"""Files in and out, through one sandboxed reader."""
