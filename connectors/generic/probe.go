package generic

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

// untold says that an answer does not even have the place where another page
// would be told. That is the end of the list, or a setting that is wrong.
func (w *walk) untold(p page) bool {
	switch {
	case len(w.table.more) > 0:
		return false
	case w.table.paging.Style == "link":
		return rest.LinkTo(w.buffer.Header(), "next") == ""
	case w.table.paging.Style == "cursor", w.table.paging.Style == "next_url":
		return at(p.root, w.table.next) == nil
	}
	return false
}

// probe finds out whether the only page there seems to be is all there is: where
// paging is set wrongly the others would be missing in silence. It asks for a page
// that is one record shorter, which another has to follow.
func (w *walk) probe(first rest.Request, records int) error {
	size := w.table.paging.SizeParam
	if size == "" && records > 1 {
		w.log.Warn("the answer tells of no further page: if there are more records than these, paging is set wrongly; with size_param and size that would be found out",
			"source", w.source, "stream", w.table.stream.Name, "records", records)
	}
	if size == "" || records < 2 {
		return nil
	}
	first.Query = withParam(first.Query, size, strconv.Itoa(records-1))
	p, err := w.page(first)
	if err != nil || len(p.records) != records-1 || !w.untold(p) {
		return err
	}
	if w.table.paging.Style == "link" {
		return w.client.Fail(first, errors.New(`more records follow, but no Link header says rel="next": choose another style of paging`))
	}
	return w.client.Fail(first, fmt.Errorf("more records follow, but the answer has nothing at %s, which paging.next names; %s", joined(w.table.next), around(p.root, w.table.next)))
}

// repeated says what may be wrong where the same page comes again and again.
func (w *walk) repeated() error {
	if param := w.table.paging.Param; param != "" {
		return fmt.Errorf("a page came twice and once more: the API does not heed the parameter %s", param)
	}
	return errors.New("a page came twice and once more, although each had a link to another")
}

// mostMembers is how many names of an object's members are told.
const mostMembers = 12

// around tells what an answer has where a path ends too early, for who looks for
// the right one.
func around(v *fastjson.Value, path []string) string {
	here := 0
	for ; here < len(path); here++ {
		child := at(v, path[here:here+1])
		if child == nil {
			break
		}
		v = child
	}
	where := "the answer"
	if here > 0 {
		where = joined(path[:here])
	}
	o := v.GetObject()
	if o == nil {
		return fmt.Sprintf("%s is of type %s", where, v.Type())
	}
	var names []string
	o.Visit(func(name []byte, _ *fastjson.Value) {
		if len(names) <= mostMembers && !slices.Contains(names, string(name)) {
			names = append(names, string(name))
		}
	})
	if len(names) > mostMembers {
		names[mostMembers] = "…"
	}
	return where + " has " + or(strings.Join(names, ", "), "no members")
}
