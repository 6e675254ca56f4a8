"""Policy scenario simulator: the United States, Iran and its proxies under sanctions pressure."""
