"""Tables of the registry in and out: the template, any sheet of an office's own, judgement, export.

Reading and judging happen here and write nothing; what was judged is written by ``operations.imports``.
"""
