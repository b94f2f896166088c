package intercom_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors/connectortest"
)

const author = `"author":{"type":"admin","id":"7","name":"Dana","email":"dana@northwind.example"}`

func TestOnlyThePartsThatMatterAreKept(t *testing.T) {
	s := &script{answers: map[string][]string{
		search: {found(conversation("1", "closed", now-60)), found()},
		"GET /conversations/1": {`{"id":"1","state":"closed","updated_at":1,"conversation_parts":{"total_count":9,"conversation_parts":[
			{"id":"19","part_type":"close","created_at":190,"body":"Bye.",` + author + `},
			{"id":"11","part_type":"assignment","created_at":110,"body":null,"assigned_to":{"type":"admin","id":"7"},"author":{"type":"bot","id":"0"}},
			{"id":"12","part_type":"comment","created_at":120,"body":"I am a bot","author":{"type":"bot","id":"0"}},
			{"id":"13","part_type":"comment","created_at":130,"body":"Fin says","author":{"type":"admin","id":"0","from_ai_agent":true}},
			{"id":"14","part_type":"note","created_at":140,"body":"between us",` + author + `},
			{"id":"15","part_type":"snoozed","created_at":150,"body":null,` + author + `},
			{"id":"16","part_type":"comment","created_at":160,"body":"Secret words",` + author + `},
			{"id":"17","part_type":"comment","created_at":170,"body":"More words",` + author + `},
			{"id":"18","part_type":"open","created_at":180,"body":"Still broken","author":{"type":"user","id":"u"}}]}}`},
	}}
	got := connectortest.MustPull(t, s.open(t, &connectortest.Clock{}), "conversation_parts", nil)
	var have []string
	for _, row := range got.Rows {
		have = append(have, strings.Join([]string{row["conversation_id"], row["id"], row["part_type"], row["is_first_reply"]}, " "))
		if text := fmt.Sprint(row); strings.Contains(text, "words") || strings.Contains(text, "Dana") || strings.Contains(text, "broken") {
			t.Errorf("what people wrote was landed: %s", text)
		}
	}
	if diff := cmp.Diff([]string{"1 11 assignment false", "1 15 snoozed false", "1 16 comment true", "1 18 open false", "1 19 close false"}, have); diff != "" {
		t.Error(diff)
	}
	if asked := s.asked[len(s.asked)-1]; asked != "GET /conversations/1 display_as=plaintext" {
		t.Errorf("asked %s", asked)
	}
}

func TestAClosingPartCanBeTheFirstReply(t *testing.T) {
	s := &script{answers: map[string][]string{
		search: {found(conversation("1", "closed", now-60)), found()},
		"GET /conversations/1": {`{"id":"1","conversation_parts":{"total_count":1,"conversation_parts":[
			{"id":"19","part_type":"close","created_at":190,"body":"Done.",` + author + `}]}}`},
	}}
	got := connectortest.MustPull(t, s.open(t, &connectortest.Clock{}), "conversation_parts", nil)
	if len(got.Rows) != 1 || got.Rows[0]["is_first_reply"] != "true" {
		t.Errorf("rows %v", got.Rows)
	}
}

// TestCutOffPartsNameNoFirstReply: Intercom gives the newest 500 parts only.
func TestCutOffPartsNameNoFirstReply(t *testing.T) {
	s := &script{answers: map[string][]string{
		search: {found(conversation("1", "closed", now-60)), found()},
		"GET /conversations/1": {`{"id":"1","conversation_parts":{"total_count":501,"conversation_parts":[
			{"id":"18","part_type":"comment","created_at":180,"body":"the 2nd reply",` + author + `},
			{"id":"19","part_type":"close","created_at":190,"body":null,` + author + `}]}}`},
	}}
	got := connectortest.MustPull(t, s.open(t, &connectortest.Clock{}), "conversation_parts", nil)
	if len(got.Rows) != 1 || got.Rows[0]["id"] != "19" || got.Rows[0]["is_first_reply"] != "false" {
		t.Errorf("rows %v", got.Rows)
	}
}

func TestPartsOfManyConversationsComeInOrder(t *testing.T) {
	s := &script{answers: map[string][]string{}}
	var records, want []string
	for i := range 37 {
		id := fmt.Sprint(100 + i)
		records = append(records, conversation(id, "closed", now-int64(60-i)))
		if i == 20 { // gone since the search
			continue
		}
		want = append(want, id)
		s.answers["GET /conversations/"+id] = []string{`{"id":"` + id + `","conversation_parts":{"conversation_parts":[{"id":"1","part_type":"close","created_at":1}]}}`}
	}
	s.answers[search] = []string{found(records...), found()}
	got := connectortest.MustPull(t, s.open(t, &connectortest.Clock{}), "conversation_parts", nil)
	if diff := cmp.Diff(want, got.Column("conversation_id")); diff != "" {
		t.Error(diff)
	}
}
