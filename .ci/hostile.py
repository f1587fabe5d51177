"""A text that becomes a part of any page which takes it for HTML, and shows there that it did."""

TEXT = """<img src=x onerror="document.title='ran'"><script>document.title='ran'</script> $x$ &amp;"""
