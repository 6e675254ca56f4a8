"""How well the model would have forecast: rolling origins, naive rivals, proper scores and what they leave open."""
