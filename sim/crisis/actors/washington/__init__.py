"""The United States: three agencies and a president, one file for each thing they are about."""
