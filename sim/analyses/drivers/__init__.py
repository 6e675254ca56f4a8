"""Which parameters drive an outcome, and where it concentrates: screening, Sobol' indices and PRIM."""
