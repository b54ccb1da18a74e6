import "./styles/base.css";
import "./styles/controls.css";
import "./styles/layout.css";
import "./styles/table.css";
import "./styles/pages.css";
import "./styles/project.css";
import "./console";
