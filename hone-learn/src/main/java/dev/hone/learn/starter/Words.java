package dev.hone.learn.starter;

import java.util.List;

/** The plain word lists behind {@link Lexicon}. */
final class Words {

  static final List<String> NAMES =
      split(
          "Anna Ben Clara David Emma Felix Greta Hugo Ida Jonas Karla Leo Mia Nils Olga Paul Rosa"
              + " Simon Tina Ute Viktor Wanda Yusuf Zoe Alice Bruno Carmen Diego Elena Fatima"
              + " George Hana Ivan Julia Kemal Lena Marco Nadia Oscar Petra Quinn Rafael Sofia Tom"
              + " Uma Vera Walter Xenia Yara Zack Adam Beatrice Chloe Daniel Eva Frank Gina Henry"
              + " Irene Jack Katja Laura Max Nora Otto Pia Robert Sara Theo Ursula Vincent Wilma"
              + " Amir Bella Carlos Dora Erik Flora Gustav Helen Igor Jana");

  static final List<String> CITIES =
      split(
          "Oslo Paris Rome Berlin Madrid Vienna Prague Lisbon Dublin Athens Warsaw Helsinki Zurich"
              + " Geneva Milan Naples Turin Lyon Nice Bordeaux Hamburg Munich Cologne Dresden"
              + " Leipzig Bonn Ghent Bruges Antwerp Utrecht Delft Leeds York Bath Oxford Cardiff"
              + " Glasgow Porto Seville Malaga Granada Toledo Tokyo Kyoto Osaka Seoul Delhi Mumbai"
              + " Cairo Lagos Nairobi Accra Lima Quito Bogota Havana Boston Chicago Denver Dallas"
              + " Austin Seattle Toronto Ottawa Sydney Perth Riga Vilnius Tallinn Sofia Belgrade"
              + " Zagreb Split Basel Bern Graz Linz Salzburg");

  static final List<String> PLAIN =
      split(
          "milk bread butter cheese apples eggs rice pasta salt sugar coffee tea water juice wine"
              + " soup salad fish meat beans carrots onions potatoes tomatoes lemons honey flour"
              + " cake cookies chocolate buy bring call send fix clean wash paint water check print"
              + " sign pay book order return pack find move open close lock sell read write plan"
              + " meet visit ask tell show learn build test review update finish start stop dentist"
              + " doctor lunch dinner breakfast meeting party concert interview lesson training"
              + " workout yoga haircut checkup picnic wedding birthday holiday flight train bus taxi"
              + " car bike boat garden kitchen window door roof floor table chair lamp mirror carpet"
              + " sofa shelf piano guitar violin drum camera phone laptop printer screen keyboard"
              + " battery cable charger budget invoice contract report letter parcel ticket passport"
              + " visa key wallet bag jacket shoes gloves hat scarf umbrella glasses watch ring"
              + " pencil paper folder stamp envelope glue tape scissors hammer nails screws ladder"
              + " rope bucket broom towel soap shampoo brush comb razor pillow blanket mattress"
              + " curtain candle matches lighter stove oven fridge freezer toaster kettle pan pot"
              + " plate bowl cup glass fork knife spoon napkin basket bottle jar box barrel team"
              + " project client boss neighbour friend uncle aunt mother father sister brother"
              + " cousin teacher student lawyer plumber painter baker butcher farmer driver pilot"
              + " sailor soldier singer dancer actor writer red blue green yellow black white brown"
              + " pink purple orange silver golden big small long short tall old new young warm cold"
              + " hot fresh dry wet clean dirty heavy light dark bright quiet loud fast slow early"
              + " late happy angry hungry tired busy free ready lost broken open late soon today"
              + " tonight morning evening noon midnight spring summer autumn winter river lake"
              + " mountain forest beach island desert valley bridge tower castle church museum"
              + " library school market station airport harbour hotel cafe bakery pharmacy bank"
              + " office factory farm barn stable horse cow sheep goat pig dog cat mouse rabbit"
              + " bird duck goose swan eagle owl snake frog turtle spider bee ant two three"
              + " four five six seven eight nine ten");

  /** Stand between other words of a text, and never for themselves. */
  static final List<String> JOINING =
      split(
          "the a in on at with for from my our your and or not very more less is are was will can"
              + " we you they he she it");

  static final List<String> ROOMS =
      split(
          "kitchen bedroom bathroom office hall garage attic cellar garden nursery balcony library"
              + " studio pantry workshop corridor");

  static final List<String> EXTENSIONS = split("txt md csv log pdf");

  static final List<String> RELATIVE_DAYS =
      split("today tomorrow Monday Tuesday Wednesday Thursday Friday Saturday Sunday");

  static final List<String> ONSETS =
      split("b c d f g h j k l m n p r s t v w z br cr dr fl gr kl kr pl pr sh sl st tr th");
  static final List<String> VOWELS = split("a e i o u a e i o u ai ei oo ea");
  static final List<String> CODAS = split("n r s l t k m x p d nd rt sk lt rn ck");

  private Words() {}

  private static List<String> split(String words) {
    return List.of(words.split(" "));
  }
}
