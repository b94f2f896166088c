package salesforce

import "quarterdeck/connectors"

// LongID is longID.
func LongID(id string) string { return longID(id) }

// WithJobs makes a source read by jobs what has at least from records, page records at a time.
func WithJobs(s connectors.Source, from, page int64) {
	s.(*Source).bulkFrom, s.(*Source).jobPage = from, page
}
