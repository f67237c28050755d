/**
 * Stems of frequent English news words, without names, in classes: at least one in 2^n reports contains a
 * word of the n-th class, but not one in 2^(n−1). Counted in 2,095 reports: docs/decisions/0021-stories.md.
 */
const COMMON: readonly string[] = [
  "also said year",
  "ad back befor come first get go includ last like made make month new now one onli peopl play say " +
    "take three time told two use want way week work",
  "allow alreadi ani announc around becaus becom believ best big busi call came chang chief claim close " +
    "compani continu cost countri current day deal decis develop director dure end even expect face final " +
    "firm five follow former four game give good govern group help high hit home hope increas industri " +
    "interest issu know lead live long look major manag mani market may mean meet move much need next " +
    "number offer part perform place plan player point problem program public put recent record remain " +
    "report result return right run sale second see servic set show sinc star start still success support " +
    "thing third top tri veri well win won",
  "abl accept access accord account accus achiev across action admit ago agre ahead aim almost although " +
    "alway among analyst anoth appear area argu ask attack attempt avail away base battl beat begin " +
    "behind better biggest book boost boss break bring build buy campaign career case center chairman " +
    "challeng chanc charg clear club coach comment commit competit complet comput concern confid consid " +
    "consum control creat critic cut decid defend demand deni despit differ difficult digit direct doe " +
    "don done drive drop due earli earlier earn econom economi effect effort eight elect enough ensur " +
    "event ever everi executive experience fact fail fall famili fan far fear featur feel fight figur " +
    "film financi find focus forc foreign form forward found free full fund futur general giant given " +
    "global got great grow growth half hand happen hard head held hold huge idea important improv inform " +
    "injuri insist internet invest involv job join keep key larg late later latest launch law leader " +
    "least leav led left legal less let level life limit line list littl local lost lot low main match " +
    "media member might million miss money music must name near net never news offici onlin oper opportun " +
    "order organiz origin particular past pay person pick polici polit popular posit possibl potenti " +
    "power predict present pressur previous price process produc product profit project promiz propos " +
    "protect prove provid quarter question quit rais rate rather reach realli reason receiv releas replac " +
    "research respons rise role rule season secur seem seen sell seri several share short side sign singl " +
    "sold someth spend spokesman stage stand statement step stop strong suffer suggest sure system taken " +
    "talk target tax team technolog term test think though thought titl took total trade turn user valu " +
    "video view vote warn websit went whether wide within without yet young",
  "abil activ actor actress actual add address adviz affect age agreement album alleg along ambit " +
    "amount annual answer anti anyon anyth appeal approach approv artist attend attract audienc authoriti " +
    "averag avoid bad ball ban band becam began benefit beyond bid bit blame bodi bought box brand " +
    "broadcast brought built cannot capit captain car card care carri cash categori caus celebr ceremoni " +
    "certain chancellor children choic civil co collect combin commerci communiti compar compet condit " +
    "confer confirm connect consult content contest contract contribut controversi copi coupl cours cover " +
    "credit crime crimin cultur custom damag data date death debat debt debut decad declin defeat defens " +
    "deliv describ design detail determin devic didn die disappoint discuss display distribut dollar " +
    "domest domin doubl doubt download draw drug easi educ either emerg employ encourag enjoy enter equal " +
    "especi establish estim euro everyon everyth evid exampl exist expens expert explain export extend " +
    "extra eye fair fast favor favorit fell field file financ fine finish fit fli forecast fourth friend " +
    "front fuel gain gave generat goal goe gone greater ground handl happi health hear heart higher " +
    "highest highlight histori honor host hour howev human illeg imag immedi impact impress incom " +
    "independ indic individu initi instead intend interview introduc investig investor judg jump keen " +
    "kept kick kill kind known lack largest learn light link longer lose loss lower maintain maker " +
    "manufactur massiv materi matter meant measur men messag met minut mobil model moment movi natur " +
    "negoti network newspap night nine nomin non noth obvious officer often oil onc opposit option outsid " +
    "owner paid pair paper parent partner pass penalti per period phone pictur pledg polic poll poor post " +
    "practic pre prepar press prevent privat prize probabl progress promot publish pull push qualiti " +
    "quick race rang re read readi recogn recov reduc reflect reform refus region regul regular reject " +
    "relat repres requir respect respond rest retir reveal revenu review risk rival rose round row save " +
    "saw scheme school score screen search sector seek select send senior sent separ serious serv seven " +
    "sharehold shot shown signific similar simpli singer site situat slight slow small social softwar " +
    "someon song soon sort sound sourc speak special specul speech speed spent spot squad staff stay " +
    "store stori struggl studi subject summer suppli surpriz survey tackl talent technic televis tell " +
    "themselv thousand threat togeth touch tough tour toward track tradit train travel trial troubl " +
    "understand unit unlik unveil urg usual version via vice victim victori visit voic voter wait watch " +
    "web weekend welcom whi whole winner women word worldwid worri worth write written wrong",
  "abov abroad absolut abus acknowledg adapt addit administr adopt advantag advert advic afford agenda " +
    "agent airlin alon alongsid altern amid anim apolog appar appli applic appoint argument arm arrang " +
    "arrest arriv aspect assess asset assist athlet attent auction automat awar balanc bankruptci bar " +
    "basi basic beaten behavior bet bigger billion block blow boom borrow breach broadband broke broken " +
    "camera camp cancel candid cap capabl capac cast chair charact chariti chart chase cheap check child " +
    "chip choos chosen cinema citizen clash class classic clean client code collaps colleagu color comedi " +
    "communic complain complaint complex concentr concert conclud conduct consider consist consol " +
    "constitu contact contain contend contrast convers convict convinc cool cope core corner correspond " +
    "crash creativ crisi crowd crucial currenc danger daughter declar dedic deep deficit definit delay " +
    "delight demonstr depend deserv desir desper disappear disast discov dismiss disput distanc doctor " +
    "document documentari doesn door drama dramat drawn dream driven duti eas easier easili economist edg " +
    "editor effici element els employe enabl enforc engag engin engineer entir entitl entri environ equip " +
    "essenti eventu ex exact examin excel excit expand expans exploit extrem facil factor failur fallen " +
    "fals famous fantast faster fastest father fee fellow felt femal fifth fire fix formal format fortun " +
    "founder fraud freedom fresh frustrat fulli fun function gadget gamer gap gas gather genuin gold " +
    "graphic greatest grew guarante guilti harm headlin heard heavi histor holder holiday hospit " +
    "household hundr hurt identifi ignor ill immigr impos incid index inflat influenc injur innov inquiri " +
    "insid inspir instal instanc integr intellig intent interact invit isn jail joint journalist knew " +
    "knock label land languag larger lawsuit lawyer leadership leg legisl letter licens lie lift listen " +
    "loan lock lowest machin magazin manifesto margin mass meanwhil medal memori mention merg mid " +
    "midfield minor mistak mix modern monitor morn mother motiv movement multi necessari nice nomine " +
    "normal note object observ offens older onto opinion oppon oppos optimist output outstand overal " +
    "oversea pace pack packag page panel payment peak peer pension perfect perhap persuad photo physic " +
    "piec pitch platform pleas politician popul portabl poverti praiz prefer pretti principl print prison " +
    "profession prompt proper properti prosecut prospect protest purchas purpos qualifi quot ran rank " +
    "rapid rare realiti realiz rebuild recal recommend recoveri refer refere regard regist relationship " +
    "reli relief remark rememb remov renew repeat reput request resign resourc restrict retail retain " +
    "reward rich risen room rout rumor runner safe scale scandal scene schedul scrap seat secret seed " +
    "self semi sens sentenc session settl shadow shape shift shock shop signal simpl sit sixth size skill " +
    "slip smaller soar solut solv son sought space spark specif split spokeswoman spread spring stabil " +
    "stake station status straight strategi strength strengthen stress strike striker stronger structur " +
    "student studio style substanti succeed suit surg surround surviv suspect suspend sustain switch tabl " +
    "tactic takeov task teenag telephon ten tend terror text thank theme threaten throughout ticket tie " +
    "tight tip tool tournament traffic transfer treat treatment trend trip true tsunami twice type typic " +
    "ultim unabl unemploy unless updat upon vast vehicl ventur veteran viewer virus vision visitor vital " +
    "vulner walk wasn wast watchdog water wave weak wider wife wing wireless wish withdraw woman wonder " +
    "worker wors worst writer wrote",
  "abandon absenc acceler accid acclaim accompani accur acquir acquisit activist adjust admiss adult " +
    "adventur advoc afraid afternoon afterward aggress airport alcohol alert alli amaz analysi anger " +
    "angri ankl anniversari anticip anybodi anywher apart appreci appropri aren articl asid assum assur " +
    "asylum atmospher attach attitud attribut audio author autumn backbench background ballot barrel " +
    "barrier batteri begun behalf belief belong bench blind blockbust blog bomb bone boot born bottom " +
    "branch breakthrough brief brilliant bronz brows browser burden burst buyer calcul captur carmak " +
    "carrier catch caught cautious chain cheaper chose circul circumst cite click climat climb clinch " +
    "clock cloth cold collabor combat comeback comfort comic command compens competitor compil compon " +
    "comprom conced concept condemn confidenti conflict confront confus consecut consolid constant " +
    "construct consumpt context convert copyright correct corrupt couldn count counter counterpart " +
    "coverag crack creation credibl creditor crude dealt decent defin degre deliber deliveri departur " +
    "depress destin destroy destruct detain detect detent difficulti dinner dip disabl disciplin " +
    "disciplinari discrimin diseas disk disrupt divers divid dividend dog donat dope dozen draft drag " +
    "dress drew drink driver dub duo eat echo edit eighth elder elit elsewher embarrass embrac emot " +
    "encount endur enhanc enorm environment epic episod equiti equival era error escap everybodi exceed " +
    "except excess exclud exclus exerc exhibit exit experiment explos expos extens extent extraordinari " +
    "factori faith fake familiar farm fashion fault feet feud fewer fiction fierc fill fiscal flag " +
    "flanker flat flaw flexibl float flow foot forget forthcom fought freez fundament gear genr gig glad " +
    "glori goalkeep grab greet grip gross grown guard guidanc gun habit hail halt hammer hamper hamstr " +
    "handheld handset hang harder hardwar hasn haven headquart heat heavili hero hi hidden hide hint hip " +
    "hire hole horror hors hunt hurdl husband icon ideal ident imagin immens implement implic import " +
    "imposs incent incorpor inde inevit infect influenti infrastructur inherit innoc instant instruct " +
    "insur intens internal interpret intervent introduct invent ipod item itun journey judgment junior " +
    "juri justifi keeper keyboard kid knee knowledg lad laid landmark landscap laptop lay leap legend " +
    "legitim lend lesson locat log loos lucrat mainstream male malici manner marri matur maximum mayb " +
    "mechan medalist medium membership mental merger merit metal method militari mine minimum momentum " +
    "mood moral mortgag mount mountain multimedia multipl murder musician narrow navig negative neither " +
    "nervous nobodi none notic novel numer oblig occas occur odd offend offset ongo opt optim ordinari " +
    "otherw ourselv outcom outlin outrag overcom overturn overwhelm owe ownership pain paint particip " +
    "partnership passeng patient pattern peac percentag percept perman permit persist phase photograph " +
    "pilot pioneer piraci pirat plane plant plead plenti plot pocket poorest portray pose possess poster " +
    "premium presenc prioriti probe procedur proceed processor profil promin proof prop proport " +
    "prosecutor prosper proud pundit punish pupil pursu racist radic ralli rap rapper react reaction " +
    "reader realist reassur recognit reconstruct recruit reduct regain regim relax relay religi reluct " +
    "remind remot repay repli rescu resid resist resolut resolv resort restor restructur resum revers " +
    "reviv reviz richest rid rift robust rough routin rural sack sad safeti sanction satellit satisfi " +
    "scan scare screenplay scrum scrutini seal section seiz sensibl sensit sequel servant server " +
    "settlement seventh sever shake shame sharpli ship shoot shortag shortlist shoulder shouldn showcas " +
    "shut sidelin sight silver sing skeptic skipper slide slot slowdown slower slowli sluggish slump " +
    "smart snap soft sole solid somebodi sometim somewher sophist sorri southern spam specialist spell " +
    "spin spoke spoken sprint sprinter stanc steal steer stick stolen stood storag storm strateg " +
    "strategist stream stretch string struck su submit subscrib subsequ subsidi subsidiari substanc " +
    "sudden sue suffici suitabl sum summit superb suppos surfac surgeri surplus suspens suspicion swap " +
    "symbol tag tape taxpay teach teacher tech techniqu telecommun territori terrorist therefor thorough " +
    "thrill thriller throw thrown tighten tini toler tougher tourist tragedi trail transact transform " +
    "translat transpar tribun tribut trick trigger trio triumph trophi truli truth tune uncertainti " +
    "undermin understood unfair uniqu unusu upbeat upgrad upper upset upward util various venu villag " +
    "violat violenc virtual visa vow wage wake warm weaken wealth weapon wear weather weight welfar " +
    "whatev widespread wild wine winger winter wit withdrawn withdrew workforc wouldn yard yen youngster " +
    "zone",
];

/**
 * Words that identify the kind of event but not the event: every quake has an epicentre, and every trial a
 * jury. The counted reports contain few of them, since they are about business, sport, politics, technology
 * and entertainment.
 */
const OF_KINDS =
  "aftershock aircraft airstrik ambul assault astronaut attorney avalanch award bail bishop blast " +
  "blaze boat bomber bullet burglari burn bus casualti champion championship church climber coalit " +
  "coastguard collid collis court crew cup custodi cyclon dead defect defenc demonstrat depth " +
  "drought drown earthquake epicent epidem evacu evacue explod fatal ferri firefight flame flight " +
  "flood funer governor gunfir gunman gust hack hacker highway hiker homicid hostag hurrican indict " +
  "kidnap kilomet kilometr knife landslid layoff leagu lorri magnitud manhunt march mayor mile " +
  "milit militia minist mosqu motorway mourn obituari offic orbit outbreak parliament pedestrian " +
  "percent picket pistol policeman pope pound presid priest quake rain rape rebel richter rifl riot " +
  "road robber robberi rocket rubbl sailor sank scorer seismic senat sink smartphon smoke snow " +
  "soldier spokesperson stab stock survivor swimmer symptom temperatur templ theft thief toll " +
  "tornado tremor troop truck turnout turnov typhoon union vaccin verdict walkout warehous warship " +
  "wed wind wound wreck";

const KIND_CLASS = 6;

/** Share of the reports of a mixed feed that contain a word, by stem. Words not listed are rarer. */
export const NEWS_WORDS: ReadonlyMap<string, number> = new Map([
  ...COMMON.flatMap((stems, index) => stems.split(" ").map((stem) => [stem, 2 ** -(index + 1)] as const)),
  ...OF_KINDS.split(" ").map((stem) => [stem, 2 ** -KIND_CLASS] as const),
]);
