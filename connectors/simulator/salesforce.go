package simulator

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// PathSalesforce is where Salesforce answers.
const PathSalesforce = "/salesforce"

// The connected app of the simulated organization. Its secrets are made up and
// open nothing else.
const (
	ClientSalesforce       = "3MVG9demoNotARealConsumerKey"
	SecretSalesforce       = "demo-not-a-real-consumer-secret"
	RefreshTokenSalesforce = "5Aep861demo.not-a-real-refresh-token"
)

// sfState is what the Salesforce API remembers between requests.
type sfState struct {
	tables map[string]*sfTable

	mu      sync.Mutex
	cursors []*sfCursor // open query results, oldest first
	jobs    map[string]*sfJob
	serial  int
}

// salesforce routes the token endpoint, the REST API and the Bulk API 2.0.
func (s *Simulator) salesforce() *http.ServeMux {
	s.sf.tables, s.sf.jobs = sfTables(s.world), map[string]*sfJob{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /services/oauth2/token", s.sfToken)
	data := func(pattern string, serve http.HandlerFunc) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" /services/data/{version}"+path, s.sfData(serve))
	}
	data("GET /query", s.sfQuery(false))
	data("GET /queryAll", s.sfQuery(true))
	data("GET /query/{cursor}", s.sfMore)
	data("GET /queryAll/{cursor}", s.sfMore)
	data("GET /sobjects/{object}/describe", s.sfDescribe)
	data("GET /limits", s.sfLimits)
	data("POST /jobs/query", s.sfCreateJob)
	data("GET /jobs/query/{job}", s.sfJobInfo)
	data("PATCH /jobs/query/{job}", s.sfAbortJob)
	data("DELETE /jobs/query/{job}", s.sfDeleteJob)
	data("GET /jobs/query/{job}/results", s.sfResults)
	data("GET /", func(w http.ResponseWriter, _ *http.Request) {
		sfFail(w, http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
	})
	return mux
}

// sfFail answers with the one list of errors Salesforce has.
func sfFail(w http.ResponseWriter, status int, code, message string) {
	reply(w, status, []object{{"message": message, "errorCode": code}})
}

// sfAllocation is the number of calls an organization may make in 24 hours
// where the simulator's limits say nothing else.
const sfAllocation = 100_000

// sfLongestURI is the length of URI and headers from which on nothing is answered.
const sfLongestURI = 16_384

// sfData guards what all calls of the data APIs have in common.
func (s *Simulator) sfData(serve http.HandlerFunc) http.HandlerFunc {
	known := regexp.MustCompile(`^v([2-6]\d)\.0$`)
	return func(w http.ResponseWriter, r *http.Request) {
		if w.Header().Get("Sforce-Limit-Info") == "" {
			w.Header().Set("Sforce-Limit-Info", "api-usage="+strconv.Itoa(s.sfCalls())+"/"+strconv.Itoa(sfAllocation))
		}
		switch {
		case !s.sfAuthorised(r):
			sfFail(w, http.StatusUnauthorized, "INVALID_SESSION_ID", "Session expired or invalid")
		case !known.MatchString(r.PathValue("version")):
			sfFail(w, http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
		case len(r.RequestURI) > sfLongestURI:
			w.WriteHeader(http.StatusRequestURITooLong)
		default:
			serve(w, r)
		}
	}
}

// sfCalls counts the calls made so far.
func (s *Simulator) sfCalls() int {
	calls := 0
	for path, n := range s.counter.all() {
		if strings.HasPrefix(path, PathSalesforce+"/services/data/") {
			calls += n
		}
	}
	return calls
}

func (s *Simulator) sfLimits(w http.ResponseWriter, _ *http.Request) {
	used, limit, _ := strings.Cut(strings.TrimPrefix(w.Header().Get("Sforce-Limit-Info"), "api-usage="), "/")
	n, _ := strconv.Atoi(used)     // written by ourselves
	most, _ := strconv.Atoi(limit) // likewise
	reply(w, http.StatusOK, object{"DailyApiRequests": object{"Max": most, "Remaining": most - n},
		"DailyBulkV2QueryJobs": object{"Max": 10_000, "Remaining": 10_000}})
}

// sfSession is how long an access token opens the door.
const sfSession = 2 * time.Hour

const sfTokenPrefix = "00DQd000000demo!not-a-real-session."

// sfToken answers the token endpoint: client credentials, or a refresh token of
// the user who granted one.
func (s *Simulator) sfToken(w http.ResponseWriter, r *http.Request) {
	refuse := func(code, description string) {
		reply(w, http.StatusBadRequest, object{"error": code, "error_description": description})
	}
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	switch grant := r.PostFormValue("grant_type"); {
	case grant != "client_credentials" && grant != "refresh_token":
		refuse("unsupported_grant_type", "grant type not supported")
	case id != ClientSalesforce:
		refuse("invalid_client_id", "client identifier invalid")
	case secret != SecretSalesforce:
		refuse("invalid_client", "invalid client credentials")
	case grant == "refresh_token" && r.PostFormValue("refresh_token") != RefreshTokenSalesforce:
		refuse("invalid_grant", "expired access/refresh token")
	default:
		now := s.now()
		instance := origin(r, PathSalesforce)
		reply(w, http.StatusOK, object{"access_token": sfTokenPrefix + strconv.FormatInt(now.Unix(), 36), "instance_url": instance,
			"id": instance + "/id/00DQd0000000demMAA/" + sfAdmin(), "token_type": "Bearer", "scope": "api",
			"issued_at": strconv.FormatInt(now.UnixMilli(), 10), "signature": "bm90LWEtcmVhbC1zaWduYXR1cmU="})
	}
}

// sfAuthorised reports whether a request carries a session that has not ended.
func (s *Simulator) sfAuthorised(r *http.Request) bool {
	issued, ours := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "+sfTokenPrefix)
	at, err := strconv.ParseInt(issued, 36, 64)
	age := s.now().Sub(time.Unix(at, 0))
	return ours && err == nil && age >= 0 && age < sfSession
}
