"""Why a world ended as it did: causal chains, what hinged on which act, and what stands at the root of wars."""
