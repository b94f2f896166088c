// Package all is the one list of the types a source can have.
package all

import (
	"fmt"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/amplitude"
	"quarterdeck/connectors/chargebee"
	"quarterdeck/connectors/files"
	"quarterdeck/connectors/freshdesk"
	"quarterdeck/connectors/generic"
	"quarterdeck/connectors/hubspot"
	"quarterdeck/connectors/intercom"
	"quarterdeck/connectors/mixpanel"
	"quarterdeck/connectors/posthog"
	"quarterdeck/connectors/qualtrics"
	"quarterdeck/connectors/salesforce"
	"quarterdeck/connectors/segment"
	"quarterdeck/connectors/stripe"
	"quarterdeck/connectors/surveymonkey"
	"quarterdeck/connectors/typeform"
	"quarterdeck/connectors/zendesk"
)

// entry is one type: what it declares and how it opens.
type entry struct {
	name    string
	streams func() []connectors.Stream
	open    func(config.Source, connectors.Deps) (connectors.Source, error)
}

func entries() []entry {
	return []entry{
		{"hubspot", hubspot.Streams, opener(hubspot.New)},
		{"salesforce", salesforce.Streams, opener(salesforce.New)},
		{"stripe", stripe.Streams, opener(stripe.New)},
		{"chargebee", chargebee.Streams, opener(chargebee.New)},
		{"zendesk", zendesk.Streams, opener(zendesk.New)},
		{"intercom", intercom.Streams, opener(intercom.New)},
		{"freshdesk", freshdesk.Streams, opener(freshdesk.New)},
		{"typeform", typeform.Streams, opener(typeform.New)},
		{"surveymonkey", surveymonkey.Streams, opener(surveymonkey.New)},
		{"qualtrics", qualtrics.Streams, opener(qualtrics.New)},
		{"mixpanel", mixpanel.Streams, opener(mixpanel.New)},
		{"amplitude", amplitude.Streams, opener(amplitude.New)},
		{"posthog", posthog.Streams, opener(posthog.New)},
		{"segment", segment.Streams, opener(segment.New)},
		{"rest", generic.Streams, opener(generic.New)},
		{"files", files.Streams, opener(func(src config.Source, _ connectors.Deps) (*files.Source, error) { return files.New(src) })},
	}
}

// Types lists the names of all types.
func Types() []string {
	var names []string
	for _, e := range entries() {
		names = append(names, e.name)
	}
	return names
}

// Streams are the streams a type declares; nil for a type that does not exist.
func Streams(typ string) []connectors.Stream {
	for _, e := range entries() {
		if e.name == typ {
			return e.streams()
		}
	}
	return nil
}

// Open makes the source; it sends nothing.
func Open(src config.Source, deps connectors.Deps) (connectors.Source, error) {
	for _, e := range entries() {
		if e.name == src.Type {
			return e.open(src, deps)
		}
	}
	return nil, fmt.Errorf("open source %s: there is no type %q", src.Name, src.Type)
}

// opener makes every vendor's New give the interface. An error must not come
// with a source that looks like one but is nil.
func opener[S connectors.Source](open func(config.Source, connectors.Deps) (S, error)) func(config.Source, connectors.Deps) (connectors.Source, error) {
	return func(src config.Source, deps connectors.Deps) (connectors.Source, error) {
		source, err := open(src, deps)
		if err != nil {
			return nil, err
		}
		return source, nil
	}
}
