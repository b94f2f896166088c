package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// Where each vendor answers.
const (
	PathHubSpot   = "/hubspot"
	PathStripe    = "/stripe"
	PathZendesk   = "/zendesk"
	PathTypeform  = "/typeform"
	PathMixpanel  = "/mixpanel"
	PathAmplitude = "/amplitude"
	PathPostHog   = "/posthog"
	PathSlack     = "/slack"
)

// Credentials the simulator accepts. They are made up and open nothing else.
const (
	TokenHubSpot     = "pat-demo-not-a-real-hubspot-token"
	TokenStripe      = "sk_test_demo_not_a_real_key"
	EmailZendesk     = "etl@northwind-cloud.example"
	TokenZendesk     = "demo-not-a-real-zendesk-token"
	TokenTypeform    = "tfp_demo_not_a_real_token"
	UserMixpanel     = "demo.service-account"
	SecretMixpanel   = "demo-not-a-real-mixpanel-secret"
	ProjectMixpanel  = "2999001"
	KeyAmplitude     = "demo0not0a0real0amplitude0key000"
	SecretAmplitude  = "demo-not-a-real-amplitude-secret"
	ProjectAmplitude = "299901"
	TokenPostHog     = "phx_demo_not_a_real_personal_key"
	ProjectPostHog   = "29990"
	TokenSlack       = "xoxb-demo-not-a-real-slack-token"
)

// Options set a simulator up.
type Options struct {
	// Now is the simulator's clock; it must be set. It may stand still.
	Now func() time.Time
	// Limits throttles by vendor path; nil never throttles.
	Limits Limits
	// Faults breaks answers; nil never does.
	Faults *Faults
	// Messages are what Slack holds already.
	Messages []Message
	// Keep is handed all of Slack's messages after every change, before the
	// change is confirmed; nil keeps them in memory only.
	Keep func([]Message) error
	// NewCSAT is when the Zendesk account went over from satisfaction ratings to
	// the new surveys; zero means never.
	NewCSAT time.Time
	// CRM is the system whose ids the others keep of a company; CRMHubSpot when empty.
	CRM string
}

// The systems that can be the company's CRM.
const (
	CRMHubSpot    = "hubspot"
	CRMSalesforce = "salesforce"
)

// Simulator is an http.Handler that answers for all vendors. It may be used by
// any number of goroutines.
type Simulator struct {
	world    *world.World
	crm      string
	now      func() time.Time
	faults   *Faults
	throttle *throttle
	counter  counter
	routes   map[string]*http.ServeMux
	slack    slackState
	sf       sfState
	ic       intercomState
	tickets  sorted // Freshdesk's
	newCSAT  time.Time
	index    index
	feed     func() []event // all of billing's events, oldest first
}

// New makes a simulator of a world.
func New(w *world.World, o Options) *Simulator {
	s := &Simulator{world: w, crm: o.CRM, newCSAT: o.NewCSAT, now: o.Now, faults: o.Faults, throttle: newThrottle(o.Limits)}
	s.index = newIndex(w, s.crmID)
	s.slack = slackState{messages: o.Messages, serial: len(o.Messages), keep: o.Keep}
	s.feed = sync.OnceValue(func() []event { return newFeed(w, s.crmID) })
	s.routes = map[string]*http.ServeMux{
		PathHubSpot:      s.hubspot(),
		PathStripe:       s.stripe(),
		PathChargebee:    s.chargebee(),
		PathZendesk:      s.zendesk(),
		PathIntercom:     s.intercom(),
		PathFreshdesk:    s.freshdesk(),
		PathTypeform:     s.typeform(),
		PathSurveyMonkey: s.surveymonkey(),
		PathQualtrics:    s.qualtrics(),
		PathMixpanel:     s.mixpanel(),
		PathAmplitude:    s.amplitude(),
		PathPostHog:      s.posthog(),
		PathSlack:        s.slackRoutes(),
		PathSalesforce:   s.salesforce(),
	}
	return s
}

// ServeHTTP answers one request: it is counted, perhaps broken, checked for its
// credentials, perhaps throttled, and then routed.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	prefix, rest := split(r.URL.Path)
	mux, known := s.routes[prefix]
	if !known {
		http.NotFound(w, r)
		return
	}
	n := s.counter.add(r.URL.Path)
	if f, broken := s.faults.next(r.URL.Path, n); broken {
		var done bool
		if w, done = f.apply(w, r, s.now()); done {
			return
		}
		defer w.(*spoiler).finish()
	}
	if !authorised(prefix, r) {
		refuse(w, prefix, r)
		return
	}
	wait, limited := s.throttle.take(prefix, r.URL.Path, s.now())
	s.throttle.headers(w.Header(), prefix, r.URL.Path)
	if limited {
		tooMany(w, prefix, wait)
		return
	}
	inner := r.Clone(r.Context())
	inner.URL.Path, inner.URL.RawPath = rest, ""
	mux.ServeHTTP(w, inner)
}

// Requests counts the requests so far by path, vendor prefix included.
func (s *Simulator) Requests() map[string]int { return s.counter.all() }

// TeamFiles are the customer success team's own files as of the clock: table
// name to CSV text.
func (s *Simulator) TeamFiles() map[string][]byte { return s.world.TeamFiles(s.now(), s.crmID) }

// World is the history the simulator tells.
func (s *Simulator) World() *world.World { return s.world }

// split parts "/stripe/v1/x" into "/stripe" and "/v1/x".
func split(path string) (prefix, rest string) {
	if i := strings.IndexByte(path[min(1, len(path)):], '/'); i >= 0 {
		return path[:i+1], path[i+1:]
	}
	return path, "/"
}

// object is a JSON object on its way out.
type object = map[string]any

func reply(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// The client went away when this fails; there is nobody left to tell.
	_, _ = w.Write(text)
}

// counter counts requests by path.
type counter struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *counter) add(path string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = map[string]int{}
	}
	c.counts[path]++
	return c.counts[path]
}

func (c *counter) all() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make(map[string]int, len(c.counts))
	for k, v := range c.counts {
		out[k] = v
	}
	return out
}

// millis spells an instant as HubSpot does.
func millis(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// seconds spells an instant as Zendesk and Typeform do.
func seconds(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// unix is an instant as Stripe spells it; null when it never happened by now.
func unix(t, now time.Time) any {
	if !world.Reached(t, now) {
		return nil
	}
	return t.Unix()
}
