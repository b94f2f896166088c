package simulator

import "testing"

// The pairs are examples of Salesforce's documentation and of its users.
func TestSalesforceIDs(t *testing.T) {
	for short, long := range map[string]string{
		"001D000000IRFma": "001D000000IRFmaIAH",
		"500x000000003TR": "500x000000003TRAAY",
		"a0D30000001n7Pi": "a0D30000001n7PiEAI",
	} {
		if got := short + sfChecksum(short); got != long {
			t.Errorf("%s becomes %s, want %s", short, got, long)
		}
		if !sfValidID(short) || !sfValidID(long) || sfValidID(long[:17]+"Z") {
			t.Errorf("%s is not told from a wrong id", long)
		}
	}
	if a, b := SalesforceAccountID("18200040000"), SalesforceAccountID("18200047919"); a == b || !sfValidID(a) || a >= b {
		t.Errorf("%s and %s are not two ids in their order", a, b)
	}
}
