"""What the bots are measured with: a strict fake Telegram that costs little, and people who ask."""
