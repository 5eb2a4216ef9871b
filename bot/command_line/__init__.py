"""What the commands share: options, output, dates, reports."""
