"""Network addresses: what two ways of writing one have in common, and what counts as one origin."""

import ipaddress

LONGEST = 64  # characters kept of what is no address

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def plain_address(typed: str) -> Address | None:
    """Return an address, an IPv4 address mapped into IPv6 as itself; None when it is none.

    A socket open to both families says `::ffff:203.0.113.5` of 203.0.113.5. RFC 4291 §2.5.5.2
    """
    try:
        found = ipaddress.ip_address(typed.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped if found.version == 6 else None) or found


def network_of(address: str) -> str:
    """Return what counts as one origin: an IPv4 address, or the /64 an IPv6 user owns.

    RFC 6177 §2: whoever is given IPv6 addresses is given 2^64 of them or more.
    """
    found = plain_address(address)
    if found is None:
        return address[:LONGEST]
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
