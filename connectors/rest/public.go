package rest

import "net/netip"

// isPublic says whether an address belongs to the public internet: all but the
// ranges IANA keeps for special purposes. An IPv6 address that carries an IPv4
// address is as public as that one.
func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsValid() || a.IsUnspecified() || a.IsLoopback() || a.IsPrivate() || a.IsMulticast() ||
		a.IsLinkLocalUnicast() || a.IsInterfaceLocalMulticast() {
		return false
	}
	if inner, carries := carried(a); carries {
		return isPublic(inner)
	}
	for _, text := range special() {
		if netip.MustParsePrefix(text).Contains(a) {
			return false
		}
	}
	return true
}

// special are the ranges of the IANA special-purpose registries that net/netip
// has no word for.
func special() []string {
	return []string{
		"0.0.0.0/8",                                         // this network
		"100.64.0.0/10",                                     // carrier-grade NAT, and some clouds' metadata
		"192.0.0.0/24",                                      // protocol assignments
		"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", // documentation
		"192.88.99.0/24",             // 6to4 relays
		"198.18.0.0/15",              // benchmarks
		"240.0.0.0/4",                // reserved, and broadcast
		"::/96",                      // IPv4-compatible
		"64:ff9b:1::/48",             // local translation
		"100::/64",                   // discard
		"2001::/23",                  // protocol assignments, with Teredo
		"2001:db8::/32", "3fff::/20", // documentation
		"5f00::/16", // segment routing
		"fec0::/10", // site-local
	}
}

// carried is the IPv4 address inside a translated (64:ff9b::/96) or 6to4
// (2002::/16) one.
func carried(a netip.Addr) (netip.Addr, bool) {
	if !a.Is6() {
		return netip.Addr{}, false
	}
	bytes := a.As16()
	switch {
	case netip.MustParsePrefix("64:ff9b::/96").Contains(a):
		return netip.AddrFrom4([4]byte(bytes[12:])), true
	case netip.MustParsePrefix("2002::/16").Contains(a):
		return netip.AddrFrom4([4]byte(bytes[2:6])), true
	}
	return netip.Addr{}, false
}
