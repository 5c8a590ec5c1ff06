"""What leaves the house on paper: one page for the meeting, an appendix for the reader, as PDF or DOCX."""
