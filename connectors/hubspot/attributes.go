package hubspot

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

// setAttributes puts the configured properties of a company under our names:
// their values into "attributes", their past into "attribute_history".
func (p *pull) setAttributes(v *fastjson.Value) {
	if len(p.ours) == 0 {
		return
	}
	values, past := p.arena.NewObject(), p.arena.NewObject()
	for _, ours := range p.ours {
		theirs := p.attributes[ours].Field
		if value := v.Get("properties", theirs); text(value) != "" {
			values.Set(ours, value)
		}
		if versions := v.GetArray("propertiesWithHistory", theirs); len(versions) > 0 {
			past.Set(ours, p.versions(versions))
		}
	}
	v.Set("attributes", values)
	v.Set("attribute_history", past)
}

// versions keeps of each version its value and when it was set.
func (p *pull) versions(all []*fastjson.Value) *fastjson.Value {
	list := p.arena.NewArray()
	for i, version := range all {
		entry := p.arena.NewObject()
		entry.Set("value", version.Get("value"))
		entry.Set("timestamp", version.Get("timestamp"))
		list.SetArrayItem(i, entry)
	}
	return list
}

type batchRequest struct {
	Inputs                []batchInput `json:"inputs"`
	Properties            []string     `json:"properties,omitempty"`
	PropertiesWithHistory []string     `json:"propertiesWithHistory,omitempty"`
}

type batchInput struct {
	ID    string `json:"id"`
	After string `json:"after,omitempty"`
}

// read reads the records found once more and hands on each: batch read alone
// gives the history of properties after a search, and takes any number of names.
func (p *pull) read(found []*fastjson.Value, do func(*fastjson.Value) error) error {
	var ids []string
	for _, v := range found {
		ids = append(ids, text(v.Get("id")))
	}
	size := pageSize
	if len(p.history) > 0 {
		size = historyPageSize
	}
	for chunk := range slices.Chunk(ids, size) {
		body, err := json.Marshal(batchRequest{Inputs: inputs(chunk), Properties: p.properties, PropertiesWithHistory: p.history})
		if err != nil {
			return err
		}
		req := rest.Request{Stream: p.stream.Name, Method: http.MethodPost,
			Path: objectsPath + p.stream.Name + "/batch/read", Body: body}
		root, err := p.client.JSON(p.ctx, req, &p.child)
		if err != nil {
			return err
		}
		excused, err := p.batchErrors(req, root)
		if err != nil {
			return err
		}
		records := root.GetArray("results")
		if missing := len(chunk) - len(records); missing > excused {
			return p.client.Fail(req, fmt.Errorf("%d of %d records are left out without a reason", missing-excused, len(chunk)))
		}
		if err := each(records, do); err != nil {
			return err
		}
	}
	return nil
}

func inputs(ids []string) []batchInput {
	list := make([]batchInput, len(ids))
	for i, id := range ids {
		list[i].ID = id
	}
	return list
}

// batchErrors fails for every part of a batch that did not work, but for
// records that no longer exist or have nothing to give: archived in between,
// they come as tombstones. It counts those.
func (p *pull) batchErrors(req rest.Request, root *fastjson.Value) (excused int, err error) {
	for _, e := range root.GetArray("errors") {
		category, sub := text(e.Get("category")), text(e.Get("subCategory"))
		if category != "OBJECT_NOT_FOUND" && !strings.HasSuffix(sub, "OBJECT_NOT_FOUND") && !strings.HasSuffix(sub, "NO_ASSOCIATIONS_FOUND") {
			return 0, p.client.Fail(req, fmt.Errorf("a part of the batch failed: %.100s %.100s", category, sub))
		}
		excused += max(len(e.GetArray("context", "ids")), 1)
	}
	return excused, nil
}

// bury lands a tombstone for every id of a ";"-separated list.
func (p *pull) bury(ids, updated string) error {
	for id := range strings.SplitSeq(ids, ";") {
		if id = strings.TrimSpace(id); id == "" {
			continue
		}
		p.arena.Reset()
		v := p.arena.NewObject()
		v.Set("id", p.arena.NewString(id))
		v.Set("updatedAt", p.arena.NewString(updated))
		v.Set("archived", p.arena.NewTrue())
		if err := p.writer.Add(v, true); err != nil {
			return err
		}
	}
	return nil
}
