"""What the official provider's schema says of properties beyond their types.

`kept` has the inputs that it keeps when a program takes them away, `sets` the lists whose order means nothing.
"""
