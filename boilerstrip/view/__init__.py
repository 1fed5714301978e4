"""What people look at: the inspector of a document, the report of a run, the difference between two runs.

Every page is one file with nothing from outside: its own style and script inline, admitted by their hashes, and all else
forbidden by a content security policy.  What comes from a document is hostile input; it is escaped by jinja2, or stands in
a JSON element and reaches the page as text alone.
"""
