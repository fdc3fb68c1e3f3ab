/**
 * The words of mail servers and of SES. Masking hides every other word. Add new words in alphabetical order, unless
 * they are also a given or family name.
 *
 * Sources of the list: recorded responses of servers; the patterns of bounce parsers; names of mail protocols, software
 * and providers; terms of Amazon SES; and the 3,000 English words (SCOWL, sizes 10 to 50) that most documentation of
 * mail servers and filters uses.
 *
 * The list excludes names: all given names of the US census of 1990, given names of 500 or more newborns since 1880,
 * and family names of more than 1 in 20,000 people. About 80 names stay, because servers need them, such as "block" and
 * "root". The list also excludes forms that `isServerWord` derives.
 *
 * SCOWL is Copyright 2000-2011 by Kevin Atkinson, who grants its use, copying and sale without fee.
 */

/** Returns whether a word is a server's, in any case and with English endings: "rejects", "rejected", "rejecting". */
export function isServerWord(word: string): boolean {
  if (!/^[a-z]+$/i.test(word) || word.length > MAX_WORD_LENGTH) return false;
  const lower = word.toLowerCase();
  words ??= new Set(WORDS.split(/\s+/));
  names ??= new Set(NAMES.split(/\s+/));
  return !names.has(lower) && (words.has(lower) || basesOf(lower).some((base) => base.length > 2 && words?.has(base)));
}

/** Returns whether a value is a documented `isp`, type or sub-type, as in insights or in published events. */
export function isEnumerated(value: string): boolean {
  enumerated ??= new Set(ENUMERATED.trim().split(/\s+/));
  return enumerated.has(value.toLowerCase().replace(/[\s_-]/g, ''));
}

/**
 * Returns whether a label is a generic domain, or that of a country with much mail. Others may be names, as in
 * `wei.li`.
 */
export function isTopLevelDomain(label: string): boolean {
  topLevelDomains ??= new Set(TOP_LEVEL_DOMAINS.split(/\s+/));
  return topLevelDomains.has(label.toLowerCase());
}

const MAX_WORD_LENGTH = 40;

/** Built with the first masked message, not at the cold start. */
let words: ReadonlySet<string> | undefined;
let names: ReadonlySet<string> | undefined;
let enumerated: ReadonlySet<string> | undefined;
let topLevelDomains: ReadonlySet<string> | undefined;

function basesOf(word: string): string[] {
  if (word.endsWith('ing')) return [word.slice(0, -3), `${word.slice(0, -3)}e`];
  if (word.endsWith('ed')) return [word.slice(0, -2), word.slice(0, -1)];
  if (word.endsWith('es')) return [word.slice(0, -2), word.slice(0, -1)];
  return word.endsWith('s') ? [word.slice(0, -1)] : [];
}

const TOP_LEVEL_DOMAINS = `com net org edu gov mil int info biz mobi pro arpa asia cat coop aero jobs tel travel app dev
  cloud online site shop store email tech xyz top club live world group agency systems solutions network host hosting
  digital media news bank example test invalid ar at au be br ca ch cl cn co cz de dk ee es eu fi fr gr hk ie il in io
  it jp kr lt ms lv mx nl no nz ph pl pt ro rs ru se sg sk th tr tv tw ua uk us za`;

const ENUMERATED = `
  send reject bounce complaint delivery open click renderingfailure deliverydelay subscription
  undetermined transient permanent general noemail suppressed onaccountsuppressionlist mailboxfull messagetoolarge
  contentrejected attachmentrejected customtimeoutexceeded internalfailure recipientservererror spamdetected
  transientcommunicationfailure byoiphostnamelookupunavailable sendingdeferral mailboxdoesnotexist
  abuse authfailure fraud notspam other virus
  gmail yahoo hotmail icloud aol gmx comcast tencent netease outlook apple microsoft unknownisp`;

/** Names that look like a server's word with an ending. */
const NAMES = `
  ares cates childs denys doss downing downs fares gaines givens harding harms jules keyes keys masters means
  numbers peoples sayed styles weeks wells`;

const WORDS = `
  a abandoned ability able abort about above absence absent absolute abstract abuse abusive accept acceptable
  acceptance access accessible accident accidentally accommodate accordance according accordingly account accumulate
  accurate accurately achieve across act action activate active activity actual actually adapted add addition
  additional additionally address addressee adjacent adjust adjustments admin administration administrative
  administrator adopted adresse advanced advantage advertise advertisement advised advisory affect after afterwards
  again against age agent aggregate ago agree agreement ahead aid alarm alert algorithm alias align alignment all
  allocate allocation allow allowlist almost alone along already also alter alternate alternative alternatively
  although altogether always amavis amazon ambiguous among amount an analysis ancient and announce announcements
  anonymous another answer anti any anymore anyone anything anyway anywhere aol apart apc api apparently appear append
  apple applicable application applied applies apply appreciate approach appropriate appropriately approved apr apt
  arbitrary arc architecture archive are area argument arising arn around arrange array arrival arrive article as
  ascii ask aspects aspx assert assertion assign assignment assistance associate assume assumption asterisk
  asynchronous at att attach attachment attack attacker attempt attention attribute aug augment aup auth authenticate
  authentication author authoritative authority authorization authorized auto automate automatic automatically
  autoreply auxiliary availability available average avoid aware away aws back background backlog backscatter
  backslash backup backward bad badly badmailfrom badrcptto ban bandwidth bang banned bar bare barracuda base bash
  basic basically basis batch be became because become been before begin beginning behalf behave behavior behaviour
  behind being believe belong below benefit besides best beta better between beware beyond big bigger bimi bin
  binaries binary bind bit blacklist blessed blindly block blocklist bodies body bogus bold book bookworm boot both
  bother botnet bottom bounce bounceback bound boundaries boundary box boxbe brace brackets breaches break breakage
  brief bring broke broken browsers buffer bug buggy build built builtin bulk bump business busy but button by bye
  bypass byte cache calculate calculation callback called caller calling calls came campaign can cancel cannot
  canonical capabilities capability capable capital capture care careful carefully carriage carried carries carrying
  cart cases cast cat catch categories caught cause caution center central certain certainly certificate cgi chain
  challenge change channel char character characteristics charge charter check checkout child children chkuser choice
  choose chosen chunk cipher circuit circumstances cisco claim clamav clarify class classification classified clause
  clean cleaner cleanup clear clearly click client clobber clock clone close closely closer cloudflare cloudmark cname
  code collect collection colons column com combination combine comcast come comma command comment commercial commit
  common commonly communicate communication community company compare comparison compatibility compatible compilation
  compile compiler complain complaint complement complete completely completeness completion complex complexity
  compliance compliant complicated comply component compressed compression compromise computation compute computer
  concatenate concatenation concept concerned concerning concerns concurrent condition conditional conditionally
  configurable configuration configure confirm confirmation conflict conform confuse confusion conjunction connect
  connection consecutive consequential consequently conservative consider consideration consist consistency consistent
  consistently constant constitutes constraints construct construction consult consume contact contain content context
  continuation continue contract contrast contributed contributors control controlled controlling convenience
  convenient convention conventional conversation conversion convert cooperation copied copies copy copyright core
  corporation correct correction correctly correspond correspondent corrupt corruption cosmetic cost could couldn
  count counter country couple courier course cover cram crash create creation creator credentials credits criteria
  critical crude cs ctnt cur current currently cursor custom customer customize cut cycle d daemon daily damages
  dangerous dashes data database databytes date days dd dead deadlock dealing deals debug debugging dec decide decimal
  decision declaration declare decode decrease dedicated deep default defer deferred deferring define definitely
  definition delay delete deletion delimited delimiter deliver deliveries delivery demand den denial denied deny
  denylist depend dependencies dependency dependent deprecate deprecation depth derived describe description
  descriptive descriptor design designated desirable desired despite destinataire destination destroyed detail detect
  detection determine develop developer development device dg diagnostic dictionary did didn die differ difference
  different differentiate differently difficult digest digit direct directions directive directly directories
  directory disable disallow discard disclaimer disconnect discontinued discouraged discovered discussed discussion
  disk display disposition distinct distinction distinguish distribute distribution divided dkim dmarc dns dnsbl do
  docs document documentation does doesn doing domain done dos dots dotted double dovecot down download downstream
  draft driven drop dropped dropping dsn dual due dummy dump duplicate duplication duration during dyn dynamic
  dynamically e each earlier ease easier easiest easily easy edit editor effect effective effectively efficiency
  efficient efficiently effort eg ehlo eight either elapsed electronic element else elsewhere email embedded emit
  empty en enable encapsulated encapsulation enclosed encode encounter encouraged encrypt encryption end endorse
  enforce enforcement engine enhanced enhancement enough ensure enter entire entirely entities entity entries entropy
  entry env envelope environment eop ephemeral epoch equal equality equivalent err error escape esmtp especially ess
  essayer essentially establish etc eur evaluate evaluation even event eventually ever every everyone everything
  everywhere exact exactly examine example exceed except exception excess excessive excessively exchange exclude
  exclusive exclusively exe exec executable execute execution exercise exim exist existence existent exit expand
  expansion expect expense expensive experience experiment experimental expiration expire explain explanation explicit
  explicitly exploit expn exponential export expose express expression extend extension extensive extent external
  externally extra extract extraction extreme extremely face facilitate facilities facility fact factor fail failure
  fairly fake fall false familiar family faq far fashion fast faster fastmail fatal fault fax feature feb fedora feed
  feedback feel fetch few fewer figure file fill filter final finally find fine finer fingerprint finish fire firewall
  first fit fitness five fix flag flagged flat flexibility flexible floating flock flow flush fly fold folder folks
  follow font for forbidden force foreground forged forget fork form format formatted formatting former formerly forth
  fortinet forward found foundation four fourth fqdn fractional fragment frame framework fraud free freeze frequency
  frequent frequently fresh fri friendly friends from front fudge full fully function functional functionality further
  furthermore future fwlink gain gandi garbage gateway gave general generally generate generation generator generic
  get getting give given global globally gmail gmt gmx gnu go goes going gone google googlemail got gotten gracefully
  granted granularity great greater greatly greeting greylist group grow gsmtp guarantee guard guess guide guideline
  hack had half handed handing handle handler handshake hanging happen hard hardly hardware harm harmful harmless has
  hash hasn have hc header heavily heavy held hello helo help helper helpful hence here hex hexadecimal hidden hide
  higher highest highly hint his historical history hit hold hole home homepage honeypot hop hopefully host hostid
  hostmaster hostname hotmail hour how however htm html http hub huge human hundred hvu i iam icloud id idea ideal
  identical identically identification identified identifier identifies identify identity idle ids ie if ifs ignore
  illegal image imap immediate immediately impact implement implementation implications implicit implicitly implied
  implies imply import important impose impossible improper improve improvement in inaccessible inactive inappropriate
  inbound inbox include inclusion incoming incompatible incomplete inconsistent incorporated incorrect incorrectly
  increase increment independent independently index indicate indication indicator indirect indirectly individual
  individually infect infinite info information informational informative informed infrastructure inherit initial
  initialization initialize initially initiated inject injection inline input insecure insensitive insert insertion
  inside insist inspect install installation instance instead institute instructions insufficient integer integrate
  integration integrity intend intent inter interaction interactive interactively interest interface intermediate
  internal internally international internationalized internet interpretation interpreted interpreter interprets
  interval into introduce introduction invalid invalidate invalide invented invocation invoice invoke involve ip ipv
  ironport is isn isp issue it item iterate iteration iterator its itself jobs join jul jump junk just kb keep kept
  kernel key keyword kick kill kinds know knowledge known label lack language laposte lapse large larger last late
  later latest latter layer layout lead leader leaf leak learn least leave left legal legitimate length less let
  letter letting level liable lib libero libraries library license life lifetime like likely likewise limit limitation
  line linear linefeed link linker linkid list listen literal literally live ll lmtp load local localdomain locale
  localhost locally locate location lock log logged logger logging logic logical login logout longer look lookup loop
  lose loss lost lot lower lowercase lowest lpn m machine macro made magic mail mailbomb mailbox maildir mailer
  mailfrom maillist mailman mailto main mainly maintain maintainer maintenance majordomo make malformed malicious
  malware manage management manager mandatory manipulate manner manual manually many map mapi mapped mapping march
  margin marked marker marketing marking mask mass master match material matter max maximum may maybe mda me mean
  meaningful meant measure mechanism media medium meet member memory mention merge mess message messagelabs met method
  mfrom microseconds microsoft middle might migrate migration milter mime mimecast mind minimal minimize minimum minus
  minute mirror miscellaneous misconfigured misleading mismatch missed missing mistake mitigate mix mode model
  moderated modern modification modified modifier modify module moment mon money monitor month monthly more most
  mostly mounted move msa mta mua much multi multiple multiply must mx my myself name namely nameserver narrow native
  ndr near nearly necessarily necessary need needlessly negation negative negligence negotiated negotiation neither
  nested nesting net netease network neutral never new newer newly newsletter next nice nicely nicer no noaccess
  nobody node noemail noerror non none nonempty nonexistent nor noreply normal normalize normally not notably notation
  note nothing notice noticeable notification notified notify nouser nov now nowhere null number numeric numerical
  nxdomain object observe obsolete obtain obvious obviously occasional occasionally occur occurred occurrence oct
  octal octet of off offer office official officially offset ofr often ok old older oldest omit omitted on onboarding
  once one online only onto opaque open opendkim opendmarc operate operation operational operator opportunity opposed
  opposite opt optimization optimize option optional optionally or oracle orange order ordinary org organization
  organized origin original originally originate originator other otherwise our ourselves out outbound outdated
  outgoing outlook output outside over overall overflow overhead overquota overridden override overview overwrite
  overwritten ovh own owner ownership p package packet padding pages pair paragraph parallel parameter paranoia
  paranoid parent parentheses parenthesis parse parser part partial partially particular particularly parties
  partition party pass password past patched patches path pattern pay payload pbl peer penalty pending people per
  percent percentage perfect perfectly perform performance perhaps period periodic periodically permanent permanently
  permission permit permitted persistent person persona personal phase phish php phrase physical pick pieces pipe
  place plain plan platform play please plug plugin plus point pointer policies policy policyd poll pools poor poorly
  pop popular populate port portability portable portion position positive possibilities possibility possible possibly
  posted postfix postgrey posting postini postmaster postscreen potential potentially powerful practice pre precede
  precedence precision predefined prefer preference preferred prefix prematurely preparation prepare presence present
  presentation presently preserve presumably presumed pretend pretty prevent prevention previous previously primarily
  primary prime principle print printable prior priorities priority privacy private privilege probability probable
  probably probe problem problematic procedure proceed process procmail prod produce product production profile
  profits program programming progress prohibited prohibition project promo promote promotion prompt proofpoint
  propagate proper properly properties property proposal proposed protect protection protocol proton protonmail
  prototype prove provide provider provision proxies proxy pseudo ptr pub public publicly publish pull purely purge
  purported purpose push put putting python qmail qq qualified qualify quarantine queried queries query question queue
  quickly quiet quit quite quota quote rackspace raise ran random randomize randomly range rare rarely rate rather raw
  rbl rcpt rcpthosts rdns re reach reachable readability readable reader reading reads ready real reality really realm
  reason reasonable reasonably rebuild receipt receive receiver recent recently recipient recognize recommend record
  recover recreate recurrent recursion recursive recursively red redefine redirect redirection redistribute
  redistribution reduce redundant ref refer reference referred referring reflect refresh refuse regard regardless
  regenerate region register regression regular reject rejection related relating relationship relative relatively
  relaxed relay release relevant reliable reliably relies reload rely remain remainder remember reminder remote
  remotely removal remove rename rendering reopen repair repeat repeatedly replace replacement replied replies reply
  report repository represent representation reproduce reputation request require requirement resend resent reserve
  reset reside resolution resolve resolver resort resource respect respective respectively respond response
  responsibility responsible rest restart restore restrict restriction restrictive result resume retain retried
  retries retrieval retrieve retry return returnpath reuse reverse revert review revised revision rewrite rewritten
  rewrote rfc rid right risk rly robust role roll room root rotation round route routine row rspamd rst rule run
  running s safe safely safer safety said sales same sane sanity sans sat satisfied satisfy save say sbl scan scanned
  scanners scanning scenario schema scheme scope score scratch screen script sdk search second secondary secret
  section secure securely security see seek seem seen segment select selection selective selectively selector
  semantics semi send sender senderbase senderguidelines senderscore sendmail sense sensible sensitive sensitivity
  sent sep separate separately separation separator sequence sequentially serial series serious serve server servfail
  service ses session set setting setup several severe shall share shift shipped shop shortened shorter should shouldn
  show shown shut shutdown shutting side sign signal signature significant significantly signup silence silent
  silently silly similar similarly simile simple simpler simplest simplified simplify simply simulate simultaneous
  simultaneously sin since single sit site situation size skipped skipping skips slash sleep slight slightly slow
  slower smaller smarthost smtp smtputf sns so sock socket soft software solely solution some somehow someone
  something sometimes somewhat somewhere soon sophisticated sophos sorbs sorry sort source space spam spamassassin
  spamcop spamhaus spammer spamming spamtrap speak spec special specially specific specifically specification
  specified specifies specify spectator spectrum speed spelling spend spent spf split splitting spoofed spoofing spool
  spot spring spurious sqs square ssl stable stack stage stale stand standard start starttls startup state statement
  static statically statistics status stay step stick sticky still stock stop stopped stopping storage store storedrv
  straight straightforward strategies strategy stream strength strict stricter strictly string strip stripped
  stripping strongly structure sts stub stuck stuff stupid style sub subdomain subject submission submit submitted
  subscribe subscriber subscription subsequent subsequently subset substantial substantially substitute substitution
  subsystem subtype succeed success successful successfully such sufficient sufficiently suffix suggest suggestion
  suitable suite sum summarize summary supplied supply support supposed suppress suppression suppressionlist sure
  surrounding suspect suspected suspended suspicious suspiciously switch symantec symbol symbolic sync synchronization
  synonym synopsis syntactically syntax system t table tabs tag tagged tail take taken talk tar tard target tarpit
  task tcp team technical technically techniques technology telekom tell temp template temporarily temporary ten
  tenant tencent tend term terminal terminate termination terminator terminology test text textual than thank that the
  their them themselves then theory there thereby therefore these they think third this those though thought thread
  three threshold throttle through throw thus ticket tie tight time timeout timer timestamp timezone tips title tls
  tlsv tmp to today together token told too took tool top topic total totally touch towards tracing track trade
  traditional traditionally traffic trailing transaction transactional transfer transferred transform transient
  transit transition translate translation transmission transmit transmitting transparent transparently transport trap
  trash treat treatment trendmicro tricky tried tries trigger trim triple trivial trouble troubleshooting true
  truncate truncation trust try ts tss tue tune turn tweak twice two txt type typical typically typo ube uce ugly uk
  ultimately unable unacceptable unauthenticated unavailable unchanged unchecked unconditionally undefined
  undeliverable undelivered under underlying underneath underscores understand understood undesirable undetermined
  undisclosed undocumented unexpected unexpectedly unfortunately unified uninitialized unique unit universal
  university unix unknown unless unlike unlikely unlimited unlock unmodified unnecessarily unnecessary unpack
  unpredictable unprivileged unquoted unreachable unreadable unrecognized unrelated unroutable unrouteable unsafe
  unset unsigned unsolicited unspecified unstable unsubscribe unsuccessful unsupported until unusable unused unusual
  unverified unwanted up upcoming update upgrade upload upon upper uppercase upstream urgency urgent uri uribl url us
  usable usage use useful useless user username usr usual usually utc utf utilities utility utm vacation valid
  validate validation validity value var variable variant varies variety various vary vdm ve vector vendor verb
  verbatim verbose verbosity verification verified verifies verify verizon version versus vertical very veuillez via
  vice view violate violation virtual virus virustotal visible visit vital vodafone void volume vrfy vulnerabilities
  vulnerability vulnerable wait walk want warn warranties warranty was wasn waste watch way we weak web webmail wed
  week weekly weight weird welcome well went were weren what whatever wheel when whenever where wherever whether which
  whichever while whitelist who whole whom whose why wide widely wider width wiki willing win window wire wish with
  within without won word work world worry worse worst would wouldn wrap wrapped wrapper wrapping writable write
  written wrong wrote www x xbl yahoo yahooinc yandex year yes yet yield you your yourself zero zimbra zoho zone`;
