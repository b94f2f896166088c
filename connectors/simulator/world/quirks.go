package world

// Quirk is one oddity real data has.
type Quirk uint8

// The oddities. Every hundred and twenty accounts bring each once or more.
const (
	Plain          Quirk = iota
	Renamed              // the company changed its name
	TwinRecord           // two CRM records with one domain
	MergedRecord         // two CRM records, merged later
	BillingOnly          // pays, but the CRM has never heard of it
	NoCRMID              // the billing customer carries no crm_id
	OrgByDomain          // the helpdesk organization carries no external id
	NoOrg                // tickets come without organization
	FreeMailUsers        // some people use free-mail addresses
	NoUsageKey           // usage events carry no account id
	TrialConverts        // began with a trial
	TrialLeaves          // tried and never paid
	FreePlan             // uses the free plan
	ForeverDeal          // a percentage off for ever
	RampDeal             // a percentage off for some months
	OnceDeal             // an amount off the first invoice
	Pauses               // paused for some months
	SecondTeam           // a second subscription of another team
	Metered              // pays metered calls beside the seats
	SlowPayer            // pays an annual invoice two months late
	CardFails            // ends because the card fails
	SwitchesYearly       // moves from monthly to yearly
	ExpandsEarly         // adds seats early and often
	Quarterly            // pays by the quarter
	Subsidiary           // belongs to a parent company
	Refunded             // got a credit note
	ComesBack            // leaves and returns
	LegacyFeature        // uses a feature its plan no longer has
	Duplicate            // has a second, empty billing customer that was deleted
)

// quirks spreads the oddities over a hundred and twenty accounts; the rest are
// plain.
func quirks() [120]Quirk {
	var all [120]Quirk
	for quirk, accounts := range map[Quirk][]int{
		Renamed:        {2},
		TwinRecord:     {4, 64},
		MergedRecord:   {5, 85},
		BillingOnly:    {7, 67},
		NoCRMID:        {8, 28, 48, 88, 108},
		OrgByDomain:    {9, 39, 69},
		NoOrg:          {10, 70},
		FreeMailUsers:  {11, 41},
		NoUsageKey:     {12, 72},
		TrialConverts:  {13, 43, 73, 103},
		TrialLeaves:    {14, 74},
		FreePlan:       {15, 75},
		ForeverDeal:    {16, 36, 56, 96},
		RampDeal:       {17, 47, 77, 107},
		OnceDeal:       {18, 58},
		Pauses:         {19, 59, 99},
		SecondTeam:     {20, 40, 60, 80, 100},
		Metered:        {21, 51, 81},
		SlowPayer:      {22, 62, 92},
		CardFails:      {23, 53, 83},
		SwitchesYearly: {24, 54},
		ExpandsEarly:   {25, 45, 65},
		Quarterly:      {26, 46, 66},
		Subsidiary:     {27, 57},
		Refunded:       {29, 89},
		ComesBack:      {30, 50, 90, 110},
		LegacyFeature:  {31},
		Duplicate:      {33},
	} {
		for _, i := range accounts {
			all[i] = quirk
		}
	}
	return all
}
