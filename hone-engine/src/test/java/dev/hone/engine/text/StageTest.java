package dev.hone.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Normalizers, pre-tokenizers and decoders alone. Expected values are those of HF tokenizers. */
class StageTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{'type':'Split','pattern':{'String':'-'},'behavior':'Isolated'}#a--b-#a|-|-|b|-",
        "{'type':'Split','pattern':{'String':'-'},'behavior':'Removed'}#a--b-#a|b",
        "{'type':'Split','pattern':{'String':'-'},'behavior':'MergedWithPrevious'}#a--b-#a-|-|b-",
        "{'type':'Split','pattern':{'String':'-'},'behavior':'MergedWithNext'}#a--b-#a|-|-b|-",
        "{'type':'Split','pattern':{'String':'-'},'behavior':'Contiguous'}#a--b-#a|--|b|-",
        "{'type':'Split','pattern':{'Regex':'[a-z]+'},'behavior':'Removed','invert':true}#a--b-#a|b",
        "{'type':'Split','pattern':{'Regex':'\\\\p{Han}'},'behavior':'Isolated'}#a中文#a|中|文",
        "{'type':'Digits','individual_digits':true}#a12b#a|1|2|b",
        "{'type':'Digits'}#a12b#a|12|b",
        "{'type':'Punctuation'}#a,b!?#a|,|b|!|?",
        "{'type':'Whitespace'}#Hi, you_2 !#Hi|,|you_2|!",
        "{'type':'WhitespaceSplit'}# Hi,  you#Hi,|you",
        "{'type':'Metaspace'}#Hi you  x#▁Hi|▁you|▁|▁x",
        "{'type':'Metaspace','prepend_scheme':'never','split':false}#Hi you#Hi▁you",
        "{'type':'ByteLevel','add_prefix_space':true}#Hi you#ĠHi|Ġyou",
        "{'type':'ByteLevel','add_prefix_space':false,'use_regex':false}#é you#Ã©Ġyou",
        "{'type':'Sequence','pretokenizers':[{'type':'WhitespaceSplit'},{'type':'Punctuation'}]}#a b,c#a|b|,|c"
      })
  void cutsLikeTheReference(String json, String text, String expected) {
    List<String> pieces = new ArrayList<>();
    PreTokenizer.read(JSON.readTree(json.replace('\'', '"')), "pre_tokenizer")
        .cut(text, true, (piece, first) -> pieces.add(piece));
    assertThat(String.join("|", pieces)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{'type':'NFC'}#é#é",
        "{'type':'NFKC'}#ﬁ①#fi1",
        "{'type':'Lowercase'}#ÄΣ İ#äσ i̇",
        "{'type':'Prepend','prepend':'_'}#a#_a",
        "{'type':'Replace','pattern':{'String':' '},'content':'▁'}#a b#a▁b",
        "{'type':'Replace','pattern':{'Regex':' +'},'content':'$1'}#a  b#a$1b",
        "{'type':'Strip','strip_left':true,'strip_right':false}# a #a ",
        "{'type':'Sequence','normalizers':[{'type':'Lowercase'},{'type':'Prepend','prepend':'X'}]}#AB#Xab"
      })
  void normalizesLikeTheReference(String json, String text, String expected) {
    assertThat(Normalizer.read(JSON.readTree(json.replace('\'', '"')), "normalizer").apply(text))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{'type':'ByteLevel'}#Ġa|Ã|©# aé",
        "{'type':'Metaspace'}#▁Hi|▁you#Hi you",
        "{'type':'Sequence','decoders':[{'type':'Replace','pattern':{'String':'▁'},'content':' '},{'type':'ByteFallback'},{'type':'Fuse'},{'type':'Strip','content':' ','start':1,'stop':0}]}#▁Hi|<0xC3>|<0xA9>|▁x#Hié x",
        "{'type':'ByteFallback'}#a|<0xC3>|b#a\uFFFDb"
      })
  void decodesLikeTheReference(String json, String tokens, String expected) {
    assertThat(
            String.join(
                "",
                Decoder.read(JSON.readTree(json.replace('\'', '"')), "decoder")
                    .apply(List.of(tokens.split("\\|")))))
        .isEqualTo(expected);
  }
}
