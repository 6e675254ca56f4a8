"""All that is about this crisis: who acts and by which rules, what can be done, how it can end, what happened."""
