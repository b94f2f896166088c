package access

import (
	"net/netip"
	"sync"
	"time"
)

const (
	// mostFailures is how many wrong tokens an address may send in failureSpan.
	mostFailures = 10
	failureSpan  = 15 * time.Minute
	// mostAddresses bounds the memory; beyond it the one that failed longest ago goes.
	mostAddresses = 4096
)

// failures counts wrong tokens by where they came from.
type failures struct {
	now func() time.Time

	mu   sync.Mutex
	from map[netip.Prefix]*failed
}

// failed is how often an address failed since it first did.
type failed struct {
	since time.Time
	count int
}

func newFailures(now func() time.Time) *failures {
	return &failures{now: now, from: map[netip.Prefix]*failed{}}
}

// neighbours are the addresses that count as one: whoever has an IPv6 address has
// all of its /64.
func neighbours(addr netip.Addr) netip.Prefix {
	bits := addr.BitLen()
	if addr.Is6() {
		bits = 64
	}
	network, err := addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // no address: they all count as one
	}
	return network
}

func (f *failures) blocked(addr netip.Addr) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	one := f.from[neighbours(addr)]
	return one != nil && one.count >= mostFailures && f.now().Sub(one.since) < failureSpan
}

func (f *failures) add(addr netip.Addr) {
	f.mu.Lock()
	defer f.mu.Unlock()
	key, now := neighbours(addr), f.now()
	one := f.from[key]
	if one == nil || now.Sub(one.since) >= failureSpan {
		if one == nil && len(f.from) >= mostAddresses {
			f.forgetOldest()
		}
		one = &failed{since: now}
		f.from[key] = one
	}
	one.count++
}

func (f *failures) forgetOldest() {
	var oldest netip.Prefix
	first := true
	for key, one := range f.from {
		if first || one.since.Before(f.from[oldest].since) {
			oldest, first = key, false
		}
	}
	delete(f.from, oldest)
}
