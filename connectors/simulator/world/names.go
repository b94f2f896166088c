package world

import (
	"fmt"
	"strings"
)

type firm struct{ name, domain, country string }

// renowned are firms whose names test every alphabet a report must print.
// Domains end in .example, which belongs to nobody.
func renowned() []firm {
	return []firm{
		{"Müller Logistik GmbH", "mueller-logistik.example", "DE"},
		{"Łódź Analityka", "lodz-analityka.example", "PL"},
		{"Ελλάς Δίκτυα", "ellas-diktya.example", "GR"},
		{"Дніпро Софт", "dnipro-soft.example", "UA"},
		{"Göteborg Energi & Miljö", "goteborg-energi.example", "SE"},
		{"Crème & Fils Distribution", "creme-fils.example", "FR"},
		{"Señal Abierta", "senal-abierta.example", "ES"},
		{"Århus Klinikgruppe", "aarhus-klinik.example", "DK"},
		{"Çelik Lojistik", "celik-lojistik.example", "TR"},
		{"Škola Online Praha", "skola-online.example", "CZ"},
		{"Óbuda Élelmiszer", "obuda-elelmiszer.example", "HU"},
		{"O'Brien & Daughters", "obrien-daughters.example", "IE"},
		{"São Miguel Finanças", "sao-miguel.example", "PT"},
		{"Țara Verde Energie", "tara-verde.example", "RO"},
		{"Zürichsee Versicherung AG", "zuerichsee-versicherung.example", "CH"},
		{"Österbro Pharma", "osterbro-pharma.example", "SE"},
	}
}

type industry struct {
	name  string
	nouns []string
}

func industries() []industry {
	return []industry{
		{"Software", []string{"Software", "Systems", "Analytics", "Labs", "Robotics", "Digital"}},
		{"Logistics", []string{"Logistics", "Freight", "Shipping", "Fleet", "Cargo", "Supply"}},
		{"Manufacturing", []string{"Manufacturing", "Tooling", "Works", "Components", "Plastics", "Steel"}},
		{"Healthcare", []string{"Health", "Clinics", "Diagnostics", "Care Group", "Pharma", "Dental"}},
		{"Financial Services", []string{"Capital", "Insurance", "Credit Union", "Payments", "Advisory", "Trust"}},
		{"Retail", []string{"Retail", "Outfitters", "Foods", "Home", "Grocers", "Trading"}},
		{"Energy", []string{"Energy", "Power", "Solar", "Grid", "Renewables", "Utilities"}},
		{"Education", []string{"Learning", "Academy", "Schools", "Campus", "Press", "Tutors"}},
	}
}

func americanWords() []string {
	return []string{"Harbor", "Cedar", "Summit", "Brightwater", "Blue Ridge", "Lakeshore", "Ironwood", "Copperfield",
		"Juniper", "Redstone", "Silverline", "Meridian", "Pinecrest", "Granite", "Fairview", "Northgate", "Willow Creek",
		"Stonebridge", "Clearwater", "Maplewood", "Foxglove", "Tidewater", "Highland", "Oakhurst", "Bayview", "Sunfield",
		"Prairie", "Keystone", "Evergreen", "Riverbend", "Larkspur", "Hawthorne", "Mesa Verde", "Bluebird", "Timberline",
		"Gulfstream", "Heron", "Cascade", "Birchwood", "Longview", "Orchard", "Falcon", "Whitman", "Sterling", "Marlow"}
}

func europeanWords() []string {
	return []string{"Schmidt", "Weber", "Dubois", "Lefèvre", "Rossi", "Bianchi", "Nowak", "Wiśniewski", "Jensen",
		"Sørensen", "Virtanen", "García", "Núñez", "Silva", "Kovács", "Novák", "Lindqvist", "Van Dijk", "Peeters",
		"Haraldsson", "Papadakis", "Ionescu", "Kowalczyk", "Brunner", "Keller", "Moreau", "Öberg", "Hämäläinen"}
}

func pacificWords() []string {
	return []string{"Southern Cross", "Kauri", "Banyan", "Lotus", "Monsoon", "Coral Bay", "Jacaranda", "Kestrel",
		"Saffron", "Pearl River", "Tamarind", "Wattle", "Koru", "Sakura", "Merlion", "Everest"}
}

func firstNames() []string {
	return []string{"Ava", "Noah", "Mia", "Liam", "Zoë", "Ethan", "Grace", "Lucas", "Anna", "Ben", "Chloé", "David",
		"Elena", "Felix", "Giulia", "Henrik", "Ines", "Jonas", "Katarzyna", "Lars", "Marta", "Nikos", "Olga", "Pedro",
		"Quentin", "Renée", "Søren", "Tomasz", "Ursula", "Viktor", "Wanda", "Xenia", "Yusuf", "Zuzana", "Priya", "Wei",
		"Aroha", "Hiro", "Nadia", "Omar", "Ruth", "Samuel", "Tessa", "Victor", "Joyce", "Miguel", "Bridget", "Andrés"}
}

func lastNames() []string {
	return []string{"Adams", "Baker", "Carter", "Díaz", "Evans", "Fischer", "Green", "Hoffmann", "Ivanova", "Jones",
		"Kowalski", "Larsson", "Meyer", "Nguyen", "Okafor", "Petrov", "Quinn", "Rossi", "Schäfer", "Taylor", "Ueda",
		"Vargas", "Walker", "Xu", "Young", "Zieliński", "Björk", "Castro", "Dupont", "Eriksen", "Ferrari", "Gómez",
		"Hughes", "Iyer", "Jansen", "King", "Lopez", "Martin", "Novák", "O'Neill", "Patel", "Reyes", "Singh", "Tanaka",
		"Ung", "Voss", "White", "Yılmaz", "Álvarez", "Łukasik", "Şahin", "Đorđević"}
}

func jobTitles() []string {
	return []string{"Head of Operations", "Operations Manager", "VP Customer Operations", "Data Analyst", "IT Director",
		"Product Owner", "Finance Manager", "Team Lead", "Business Analyst", "COO", "Programme Manager", "Systems Administrator"}
}

func freeMailHosts() []string {
	return []string{"gmail.com", "outlook.com", "yahoo.com", "hotmail.com"}
}

// pool is the names people are drawn from, with their spelling in addresses.
type pool struct {
	first, last []spelling
	titles      []string
}

type spelling struct{ name, slug string }

func newPool() pool {
	spell := func(names []string) []spelling {
		out := make([]spelling, len(names))
		for i, n := range names {
			out[i] = spelling{n, slug(n)}
		}
		return out
	}
	return pool{spell(firstNames()), spell(lastNames()), jobTitles()}
}

// namer hands out names no two firms share.
type namer struct {
	taken map[string]bool
	firms []firm
	next  int
}

func newNamer() *namer { return &namer{taken: map[string]bool{}, firms: renowned()} }

// firm names the n-th firm of a region.
func (n *namer) firm(index int, region string, of industry) firm {
	if region == EMEA && n.next < len(n.firms) {
		n.next++
		return n.firms[n.next-1]
	}
	words, country := americanWords(), "US"
	switch region {
	case EMEA:
		words, country = europeanWords(), "DE"
	case APAC:
		words, country = pacificWords(), "AU"
	}
	name := words[index%len(words)] + " " + of.nouns[(index/len(words)+index)%len(of.nouns)]
	for i := 0; n.taken[slug(name)]; i++ {
		suffixes := []string{" Group", " Partners", " Holdings", " International"}
		if i < len(suffixes) {
			name += suffixes[i]
		} else {
			name = fmt.Sprintf("%s %d", name, index)
		}
	}
	n.taken[slug(name)] = true
	return firm{name, slug(name) + ".example", country}
}

// slug spells a name in the letters of a host name or mail address.
func slug(name string) string {
	plain := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "ø", "o", "å", "aa", "æ", "ae", "ł", "l",
		"é", "e", "è", "e", "ë", "e", "ê", "e", "á", "a", "à", "a", "ã", "a", "í", "i", "ı", "i", "ó", "o", "ú", "u",
		"ñ", "n", "ń", "n", "ç", "c", "č", "c", "ć", "c", "ś", "s", "š", "s", "ş", "s", "ž", "z", "đ", "d", "ț", "t",
		"&", "and", "'", "").Replace(strings.ToLower(name))
	var b strings.Builder
	for _, r := range plain {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}
