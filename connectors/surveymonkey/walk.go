package surveymonkey

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/valyala/fastjson"
)

const (
	lookBack = time.Minute
	// mostPasses is how often the pages of one second may be read again.
	mostPasses = 10
)

// survey walks over one survey's responses, and knows their number where it
// reads all of them.
func (n *night) survey(id string) error {
	w := &walk{night: n, id: id, reached: n.before.Surveys[id], ordered: true, ties: map[string]bool{}}
	if n.repair {
		w.reached = time.Time{}
	}
	w.whole = w.reached.IsZero()
	if !w.whole {
		w.from = w.reached.Add(-lookBack)
	}
	w.newest = w.reached
	for passes := 0; ; {
		from := w.from
		done, err := w.stretch()
		if err != nil {
			return err
		}
		if done {
			return w.checkpoint()
		}
		if passes++; w.from.After(from) {
			passes = 0
		}
		if passes == mostPasses {
			return n.client.Fail(n.request(responsesPath(id), nil),
				fmt.Errorf("the responses changed at %s never stand still long enough to be read", stamp(from.Add(time.Second))))
		}
	}
}

// walk is the way through one survey, oldest change first. The next page is not
// asked for by its number, because a response that changes or is deleted moves
// those behind it one place forward: every page begins anew behind the second
// before the newest change there was. Only where one second fills more than a
// page are its pages counted, and read again until they bring nothing new.
type walk struct {
	*night
	id string
	// from is the filter: changes after it, not at it, are asked for.
	from time.Time
	// ties are the responses landed that were changed in the second behind from,
	// later when those landed meanwhile were changed that are beyond it.
	ties  map[string]bool
	later map[string]time.Time
	// again says that the pages behind from were read before.
	again bool
	// reached is the newest change up to which everything was read, newest the
	// newest one seen. They are the same while the records come in order.
	reached, newest time.Time
	ordered         bool
	// whole says that all responses are asked for, and have not been counted yet.
	whole bool
}

// stretch reads until a page goes beyond the second behind from; done says that
// there is no more.
func (w *walk) stretch() (done bool, err error) {
	query := url.Values{"per_page": {strconv.Itoa(perPage)}, "sort_by": {"date_modified"}, "sort_order": {"ASC"}}
	if !w.from.IsZero() {
		query.Set("start_modified_at", stamp(w.from))
	}
	list := w.pagesOf(responsesPath(w.id), query)
	ties, later := 0, 0
	if w.again = w.later != nil; !w.again {
		w.later = map[string]time.Time{}
	}
	for number := 1; ; number++ {
		root, more, err := list.next()
		if err != nil {
			return false, err
		}
		if w.whole {
			w.total, w.whole = w.total+root.GetInt64("total"), false
		}
		page, err := w.landPage(root.GetArray("data"))
		if err != nil {
			return false, err
		}
		w.writer.EndPage()
		ties, later = ties+page.ties, later+page.later
		beyond := w.ordered && page.last.Add(-time.Second).After(w.from)
		switch {
		case more && !beyond:
			continue
		case number > 1 && (ties > 0 || w.ordered && later > 0):
			return false, nil // the pages of one second may have moved: once more
		case !more:
			w.reached = w.newest
			return true, nil
		}
		w.from, w.reached, w.ties, w.later = page.last.Add(-time.Second), w.newest, page.newest, nil
		return false, w.checkpoint()
	}
}

// landed is what a page held.
type landed struct {
	// last is the newest change, newest the responses changed then.
	last   time.Time
	newest map[string]bool
	// ties and later are how many responses had not been landed since from was
	// moved: those of the second behind it, and those beyond.
	ties, later int
}

// landPage lands the responses of a page, all but those that were.
func (w *walk) landPage(records []*fastjson.Value) (landed, error) {
	page := landed{newest: map[string]bool{}}
	before := time.Time{}
	for _, v := range records {
		changed, err := time.Parse(time.RFC3339, text(v, "date_modified"))
		if err != nil || changed.Before(before) {
			w.ordered = false
		}
		before = changed
		id := text(v, "id")
		if changed.After(page.last) {
			page.last = changed
			clear(page.newest)
		}
		if changed.Equal(page.last) {
			page.newest[id] = true
		}
		tie := !changed.Add(-time.Second).After(w.from) && !w.from.IsZero()
		switch {
		case w.known(id, changed, tie):
			continue
		case id == "":
		case tie:
			page.ties++
		default:
			page.later++
		}
		if err := w.land(v, changed); err != nil {
			return page, err
		}
	}
	return page, nil
}

// known says that a response was landed since from was moved, and notes that it
// will be. What has no id is known once its page was read before.
func (w *walk) known(id string, changed time.Time, tie bool) bool {
	switch {
	case id == "":
		return w.again
	case tie:
		known := w.ties[id]
		w.ties[id] = true
		return known
	case w.ordered:
		known := w.later[id].Equal(changed)
		w.later[id] = changed
		return known
	}
	return false
}

// stamp is an instant as filters take it: in UTC, without saying so.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") }

// land lands one response.
func (w *walk) land(v *fastjson.Value, changed time.Time) error {
	w.arena.Reset()
	if !v.Exists("survey_id") {
		v.Set("survey_id", w.arena.NewString(w.id))
	}
	if account := w.account(v); account != nil {
		v.Set("account_id", account)
	}
	if changed.After(w.newest) && !changed.After(w.window.To) {
		w.newest = changed.UTC()
	}
	return w.writer.Add(v, false)
}

// account is the value that says whose answer it is.
func (w *walk) account(v *fastjson.Value) *fastjson.Value {
	if w.groupKey == "custom_value" {
		return v.Get("custom_value")
	}
	return v.Get("custom_variables", w.groupKey)
}

// keep moves the survey's cursor to where the walk has come; never back, which a
// repair that was stopped would do.
func (w *walk) keep() {
	if w.reached.After(w.next.Surveys[w.id]) {
		w.next.Surveys[w.id] = w.reached
	} else if _, known := w.next.Surveys[w.id]; !known {
		w.next.Surveys[w.id] = time.Time{}
	}
}

// checkpoint tells how far the walk is. The parts of a repair are no place to
// resume at: only all of them together show what was deleted.
func (w *walk) checkpoint() error {
	w.keep()
	if w.repair {
		return nil
	}
	return w.writer.Checkpoint(w.mode, w.next, w.window)
}
