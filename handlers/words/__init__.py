"""What the words of a message may mean: a topic, pages, a wish. `handlers.reading` asks each of these once."""
