"""What the molecule is: composition and masses from a sequence with its modifications."""
