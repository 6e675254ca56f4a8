"""What any crisis is simulated with: many worlds at once, actors, chance, time, and what is kept of them."""
