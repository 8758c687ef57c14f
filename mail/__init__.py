"""Mail: the SMTP door and the relay.

`listener` takes messages in, `spool` keeps them durably before anyone is told so, `relay` brings
them to mailboxes, to the next host, or back to the sender. Whether an address exists and who may
write in its name is decided in `province.mailboxes`, how a message lies in a mailbox and is read in
`province.messages`; this door only asks.

RFC 5321, 6409, 3207, 4954, 2920, 1870, 6152, 6531, 2034, 3461, 3464: docs/mail/rfc.tsv says what
is done and which test proves it.
"""
