"""Workbooks: what Excel, OpenDocument, web pages and other files hold, cell by cell."""
