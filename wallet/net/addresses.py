"""Which IP addresses a stranger's URL may lead to: public ones, and no others.

A list of what is allowed, since lists of what is forbidden are never whole.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_UNICAST_6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NO_PLACE_4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"), IPv4Network("168.63.129.16/32"))
"""No server's own: protocol assignments (RFC 6890), of which older Pythons let most pass and one leads to the keys of a
machine in Oracle's cloud, the relay of 6to4 (RFC 7526), and public by the registry, the host of a machine in Azure."""
_NO_PLACE_6 = (IPv6Network("2002::/16"), IPv6Network("3fff::/20"))
"""6to4, which wraps an IPv4 address, and documentation (RFC 9637)."""


def is_public(address: str) -> bool:
    """Whether ``address``, an IP address as text, is one that anybody on the internet can reach.

    False for loopback, private, shared (RFC 6598), link-local, multicast,
    reserved and documentation addresses, for IPv6 forms that carry an IPv4
    address, and for whatever is no address at all.  The one exception is the
    well-known NAT64 prefix, by which whole networks reach IPv4: there the
    address inside decides (RFC 6052 3.1).
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return _public_4(found) if isinstance(found, IPv4Address) else _public_6(found)


def _public_4(address: IPv4Address) -> bool:
    if any(address in network for network in _NO_PLACE_4):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return _public_4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in _UNICAST_6 or any(address in network for network in _NO_PLACE_6):
        return False
    return address.is_global
