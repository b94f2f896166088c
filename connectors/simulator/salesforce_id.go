package simulator

import (
	"strconv"
	"strings"
)

// The key prefixes of Salesforce's record ids.
const (
	sfAccountPrefix     = "001"
	sfContactPrefix     = "003"
	sfUserPrefix        = "005"
	sfOpportunityPrefix = "006"
	sfRecordTypePrefix  = "012"
	sfHistoryPrefix     = "017"
	sfJobPrefix         = "750"
)

// crmID is what the other systems keep as a company's id in the CRM: whatever
// the CRM of Options.CRM calls the record.
func (s *Simulator) crmID(worldID string) string {
	if s.crm != CRMSalesforce {
		return worldID
	}
	id := SalesforceAccountID(worldID)
	if id64(worldID)%5 == 2 {
		// Somebody copied it from a report, which shows fifteen characters.
		return id[:15]
	}
	return id
}

// SalesforceAccountID is the 18-character id under which Salesforce keeps the
// company that the world calls worldID.
func SalesforceAccountID(worldID string) string {
	return salesforceID(sfAccountPrefix, uint64(id64(worldID)))
}

// salesforceID spells a number as a record id: the object's prefix, the
// instance, nine digits to the base 62, and the checksum.
func salesforceID(prefix string, n uint64) string {
	const digits, width = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 9
	spelled := [width]byte{}
	for i := width - 1; i >= 0; i-- {
		spelled[i] = digits[n%62]
		n /= 62
	}
	id := prefix + "Qd0" + string(spelled[:])
	return id + sfChecksum(id)
}

// sfChecksum tells which of fifteen characters are capitals, so that an id
// survives systems that do not know them apart: five characters at a time, the
// first one counting least.
func sfChecksum(id string) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
	sum := make([]byte, 0, 3)
	for part := 0; part < 15; part += 5 {
		capitals := 0
		for i := range 5 {
			if c := id[part+i]; c >= 'A' && c <= 'Z' {
				capitals |= 1 << i
			}
		}
		sum = append(sum, letters[capitals])
	}
	return string(sum)
}

// sfValidID reports whether text is a record id of fifteen characters or of
// eighteen with the right checksum.
func sfValidID(text string) bool {
	plain := strings.IndexFunc(text, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
	return plain && (len(text) == 15 || len(text) == 18 && text[15:] == sfChecksum(text))
}

// id64 is the number in one of the world's own ids.
func id64(id string) int64 {
	n, _ := strconv.ParseInt(id, 10, 64) // our own ids are numbers
	return n
}
