"""The company and the people whom the tests know, in one text: who is named, mailed and proven by an account. They get each
alert at once, also in a burst of tests; how bursts are told is the business of telling_test."""


def roster_with(ana, tom):
    """The numbers are their accounts at the blog."""
    return f"""\
[[company]]
id = "acme"
name = "Acme"
products = ["Rocket Sled"]
domains = ["acme.example"]

[[person]]
id = "ana-ruiz"
company = "acme"
name = "Ana Ruiz"
email = "ana@acme.example"
role = "support"
alerts = "each"
accounts = ["wordpress:{ana}"]

[[person]]
id = "tom-becker"
company = "acme"
name = "Tom Becker"
email = "tom@acme.example"
role = "batteries"
alerts = "each"
accounts = ["wordpress:{tom}"]
"""


ROSTER = roster_with(ana=7, tom=8)
