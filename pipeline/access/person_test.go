package access

import (
	"encoding/binary"
	"net/netip"
	"testing"
)

func addrOf(i int) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(i)+1<<24)
	return netip.AddrFrom4(b)
}

func TestWhoMaySeeWhat(t *testing.T) {
	for name, test := range map[string]struct {
		person            Person
		own, other, acts  bool
		seesWithoutAnyOne bool
	}{
		"nobody":                 {Person{}, false, false, false, false},
		"a viewer":               {Person{Role: Viewer}, true, true, false, true},
		"an admin":               {Person{Role: Admin}, true, true, true, true},
		"a csm":                  {Person{Role: CSM, Owner: "Cyd"}, true, false, false, false},
		"a csm of nobody":        {Person{Role: CSM}, false, false, false, false},
		"a role that is unknown": {Person{Role: "root", Owner: "Cyd"}, false, false, false, false},
	} {
		p := test.person
		if p.MaySee("Cyd") != test.own || p.MaySee("Bo") != test.other || p.MaySee("") != test.seesWithoutAnyOne || p.MayAct() != test.acts {
			t.Errorf("%s: sees own %v, other %v, unowned %v, acts %v", name, p.MaySee("Cyd"), p.MaySee("Bo"), p.MaySee(""), p.MayAct())
		}
	}
	if From(t.Context()) != (Person{}) || From(With(t.Context(), Person{Name: "ada"})).Name != "ada" {
		t.Error("a context forgot its person")
	}
}
