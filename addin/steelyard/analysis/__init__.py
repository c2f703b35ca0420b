"""The arithmetic: arrays in, arrays out, nothing else.

No function here knows a sheet, a file, a name or a clock, and none changes what it is given. Axes go
by letter, in this order: option o, measure m, cost head k, scenario d, stakeholder s, level l;
criteria c are the measures, then the cost heads. Points run from 0 to 100 and shares from 0 to 1, and
no argument mixes the two. What is passed in is trusted: the model's checks stand above this room.
"""
