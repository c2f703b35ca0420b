"""The arithmetic: arrays in, arrays out, nothing else.

No function here uses a sheet, a file, a name or a clock, and none changes its arguments. Each axis has
a letter; the letters are, in this order: option o, measure m, cost head k, scenario d, stakeholder s,
level l; criteria c are the measures, then the cost heads. Points run from 0 to 100 and shares from 0 to
1, and no argument mixes the two. Arguments are not checked here: the checks of the model do that.
"""
