package salesforce

import (
	"fmt"
	"net/http"
)

// usageStop is the share of the organization's requests of 24 hours at which
// pulls stop: the rest is left to the organization's other integrations.
const usageStop = 0.95

// spent notes when an answer says that the allowance is nearly used up.
func (p *pull) spent(header http.Header) bool {
	var used, most int64
	// Answers without the header, or with one that says more, decide nothing.
	if _, err := fmt.Sscanf(header.Get("Sforce-Limit-Info"), "api-usage=%d/%d", &used, &most); err != nil || most <= 0 {
		return false
	}
	if float64(used) < usageStop*float64(most) {
		return false
	}
	p.unfinished = fmt.Sprintf("%d of Salesforce's %d API requests of 24 hours are used; the rest is left to other integrations", used, most)
	return true
}
