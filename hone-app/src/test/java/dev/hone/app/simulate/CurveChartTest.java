package dev.hone.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class CurveChartTest {

  @Test
  void isWellFormedWithACurveForEachMethod() throws Exception {
    String svg =
        CurveChart.svg(
            "Passes & <curves>",
            List.of(
                new CurveChart.Curve("lessons", List.of(0.0, 0.5, 1.0)),
                new CurveChart.Curve("lessons+weights \"x\"", List.of(0.0, 1.0, 1.0))));

    Document document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    NodeList curves = document.getElementsByTagName("polyline");
    assertThat(curves.getLength()).isEqualTo(2);
    assertThat(curves.item(0).getAttributes().getNamedItem("points").getNodeValue().split(" "))
        .hasSize(3);
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(svg).contains("Passes &amp; &lt;curves&gt;").doesNotContain("NaN");
  }

  @Test
  void oneSessionIsACurveToo() {
    assertThat(CurveChart.svg("t", List.of(new CurveChart.Curve("a", List.of(1.0)))))
        .contains("<polyline");
  }
}
