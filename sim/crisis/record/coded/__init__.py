"""Event data that others coded, read into the record's columns: ACLED, UCDP GED, GDELT 2.0 and POLECAT.

What a row becomes stands in a YAML file for each data set, with a reason for every line. Nobody's rows come along.
"""
