package reports

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// FactsHash names what the review tells the customer: it differs when any of that
// does. When the data were read and how fresh each source was is not told of the
// customer, nor is where the document has its predecessor.
func (q *QBR) FactsHash() (string, error) {
	told := *q
	told.AsOf, told.KnownAt = q.Period.End, q.Period.End
	told.Sources, told.Checks, told.Previous = nil, Checks{}, nil
	raw, err := json.Marshal(told)
	if err != nil {
		return "", fmt.Errorf("hash facts: %w", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}
