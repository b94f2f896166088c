package simulator

import (
	"hash/fnv"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// index holds the world's objects in the orders the vendors list them.
type index struct {
	companies, contacts, deals []hubObject // by id
	customers                  []stripeObject
	products, prices, coupons  []stripeObject
	subscriptions, invoices    []stripeObject // newest first
	refunds, creditNotes       []stripeObject
	invoiceByID                map[string]*world.Invoice
	metrics                    []metricEvent // by time
	ratings                    []*world.Ticket
	tickets                    map[int64]*world.Ticket
}

func newIndex(w *world.World, crm crmIDs) index {
	i := index{companies: hubCompanies(w), contacts: hubContacts(w), deals: hubDeals(w)}
	i.indexBilling(w, crm)
	i.metrics = metricEvents(w)
	i.tickets = make(map[int64]*world.Ticket, len(w.Tickets))
	for _, t := range w.Tickets {
		i.tickets[t.ID] = t
		if t.Rating != nil {
			i.ratings = append(i.ratings, t)
		}
	}
	sort.SliceStable(i.ratings, func(a, b int) bool { return i.ratings[a].Rating.ID < i.ratings[b].Rating.ID })
	return i
}

// number reads a query's number within bounds; the default when it is missing.
func number(r *http.Request, name string, standard int) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return standard
	}
	return n
}

// list parts a comma-separated query value.
func list(r *http.Request, name string) []string {
	v := r.URL.Query().Get(name)
	if v == "" {
		return nil
	}
	return strings.Split(v, ",")
}

// origin is the address the client used, for links in answers.
func origin(r *http.Request, prefix string) string { return "http://" + r.Host + prefix }

// correlation is a made-up request id that is the same for the same request.
func correlation(r *http.Request) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(r.Method + r.URL.String()))
	x := strconv.FormatUint(h.Sum64()|1<<63, 16)
	return x[:8] + "-" + x[8:12] + "-4000-8000-0000" + x[8:16]
}

// changedSince reports whether an instant lies in [since, now].
func changedSince(at, since, now time.Time) bool { return !at.Before(since) && !at.After(now) }
